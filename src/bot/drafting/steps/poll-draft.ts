/** The poll within a draft, for the steps of /poll. */
import { emptyPoll, type PollDraft } from "../../../posts/draft.ts";
import type { Move, Scene } from "../step.ts";

export const pollOf = (draft: Scene["row"]["draft"]): PollDraft => draft.poll ?? emptyPoll;

/** The move that changes this much of the poll. */
export const change = (scene: Scene, changes: Partial<PollDraft>): Move => ({
  save: { draft: { poll: { ...pollOf(scene.row.draft), ...changes } } },
});
