/** What is known of a post that is still being written. Saved after every step, so that nothing typed is lost. */
import type { Content, FormattedText, PollContent } from "./content.ts";

/** The screens of /schedule and /poll, in the order in which a person meets them. */
export const draftSteps = {
  message: ["content", "destinations", "time", "confirm"],
  poll: ["question", "options", "settings", "correct", "explanation", "destinations", "time", "confirm"],
} as const;
export type DraftKind = keyof typeof draftSteps;
export type DraftStep = (typeof draftSteps)[DraftKind][number];

export interface Draft {
  kind: DraftKind;
  /** The screen on which the person stands. */
  step: DraftStep;
  /** Whether the person is at it now: what they send next is meant for it, even if a deploy cut them off. */
  isOpen?: boolean;
  /** The last look was reached and one thing is being changed: the next step leads back there. */
  isChanging?: boolean;
  destinationIds: number[];
  /** The message that the content came from: an edit of it changes the draft. */
  sourceMessageId?: number;
  /** The album that is arriving, part by part: further parts carry the same id. */
  mediaGroupId?: string;
  /** Ids of the album's messages beside its items, so that the parts keep the order in which they were sent. */
  albumMessageIds?: number[];
  /** An album that came where none was asked for: one answer is enough for all its parts. */
  refusedGroupId?: string;
  /** Messages of the last preview, which the next screen takes away. */
  previewMessageIds?: number[];
  poll?: PollDraft;
}

/** A text of /poll and the message that it came from: an edit of that changes it. */
export type PollText = FormattedText & { messageId?: number };

export interface PollDraft {
  question?: PollText;
  options: PollText[];
  anonymous: boolean;
  multiple: boolean;
  quiz: boolean;
  correct: number[];
  explanation?: PollText;
  extras?: PollContent["extras"];
}

export const emptyPoll: PollDraft = {
  options: [],
  anonymous: true,
  multiple: false,
  quiz: false,
  correct: [],
};

/** The steps that this draft goes through: a poll that is no quiz has no correct option to ask for. */
export function stepsOf(draft: Draft): DraftStep[] {
  const steps: readonly DraftStep[] = draftSteps[draft.kind];
  return steps.filter((step) => (step !== "correct" && step !== "explanation") || draft.poll?.quiz === true);
}

/** The step after (or, with -1, before) another; the ends stay where they are. */
export function neighbouringStep(draft: Draft, step: DraftStep, direction: 1 | -1): DraftStep {
  const steps = stepsOf(draft);
  const at = steps.indexOf(step);
  return steps[Math.min(Math.max(at + direction, 0), steps.length - 1)] ?? step;
}

/** The content that a draft amounts to; undefined while something that it needs is missing. */
export function contentOf(draft: Draft, content: Content | null): Content | undefined {
  if (draft.kind === "poll") return draft.poll && pollOf(draft.poll);
  const [only, second] = content?.kind === "album" ? content.items : [];
  // An album of which one part arrived, or of which the others were taken back, is a single message.
  if (only && !second) return only;
  return content ?? undefined;
}

function pollOf(draft: PollDraft): PollContent | undefined {
  const { question, options, anonymous, multiple, correct, explanation, extras } = draft;
  if (!question || options.length === 0) return undefined;
  const poll: PollContent = {
    kind: "poll",
    question: textOf(question),
    options: options.map(textOf),
    anonymous,
    multiple,
    ...(extras ? { extras } : {}),
  };
  if (!draft.quiz) return poll;
  if (correct.length === 0) return undefined;
  return { ...poll, quiz: { correct, explanation: textOf(explanation ?? { text: "", entities: [] }) } };
}

const textOf = ({ text, entities }: PollText): FormattedText => ({ text, entities });
