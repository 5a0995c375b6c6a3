/** What a step of /schedule and /poll is made of. */
import type { InlineKeyboard } from "grammy";
import type { Message } from "grammy/types";
import type { DraftRow } from "../../editorial/drafting.ts";
import type { Person } from "../../editorial/team.ts";
import type { Draft, DraftStep } from "../../posts/draft.ts";
import type { Desk } from "../context.ts";

/** What a step shows: a sentence of its own and its buttons; Back and Cancel come from the composer. */
export interface StepView {
  text: string;
  /** Adds the step's own buttons; the data of each begins with `prefix`. */
  buttons?: (keyboard: InlineKeyboard, prefix: string) => void;
}

/** What follows from a person's answer. */
export interface Move {
  /** What changes in the draft; saved before anything is shown. */
  save?: { draft?: Partial<Draft>; content?: DraftRow["content"]; dueAt?: number | null };
  /** Where the person stands next; the same step where absent. */
  to?: DraftStep | "next";
  /** HTML to show above the next screen: what was wrong, or what was done. */
  note?: string;
  /** Said as the answer to the tap, without formatting. */
  toast?: string;
  /** Instants that a time that was not clear may have meant. */
  meant?: number[];
  /** Which page of a long list to show. */
  page?: number;
}

export interface Scene {
  row: DraftRow;
  person: Person;
  desk: Desk;
  meant?: number[] | undefined;
  page?: number | undefined;
  /** Why no preview stands above the last look: it could not be shown, or Telegram refuses the post itself. */
  withoutPreview?: "failed" | "refused" | undefined;
}

export interface Step {
  view: (scene: Scene) => StepView;
  /** A tap on one of the step's own buttons: its data behind the prefix. */
  press?: (scene: Scene, data: string) => Move;
  /** A message that the person sent. */
  receive?: (scene: Scene, message: Message) => Move;
}
