/** What is known of a post that is still being written. Saved after every step, so that nothing typed is lost. */
import {
  type Content,
  type FormattedText,
  type PollContent,
  type TextContent,
  takesFollowing,
} from "./content.ts";

/** The screens of /schedule and /poll, in the order in which a person meets them. */
export const draftSteps = {
  message: ["content", "following", "destinations", "time", "confirm"],
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
  /** The text below the media; kept apart from them, so that either can be replaced. */
  following?: FollowingDraft;
  poll?: PollDraft;
}

export interface FollowingDraft {
  /** Absent while it is being asked for. */
  content?: TextContent;
  /** An edit of that message changes it; of the media's own message, where it was written as their caption. */
  messageId?: number;
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

/**
 * The steps that this draft goes through: a poll that is no quiz has no correct option to ask for, and media have a
 * text below them only where somebody wanted one.
 */
export function stepsOf(draft: Draft): DraftStep[] {
  const steps: readonly DraftStep[] = draftSteps[draft.kind];
  const isAsked: Partial<Record<DraftStep, boolean>> = {
    following: draft.following !== undefined,
    correct: draft.poll?.quiz === true,
    explanation: draft.poll?.quiz === true,
  };
  return steps.filter((step) => isAsked[step] ?? true);
}

/** The step after (or, with -1, before) another; the ends stay where they are. */
export function neighbouringStep(draft: Draft, step: DraftStep, direction: 1 | -1): DraftStep {
  // A step that was taken out while somebody stood on it has neighbours all the same.
  const all: readonly DraftStep[] = draftSteps[draft.kind];
  const beyond = stepsOf(draft).filter((other) => (all.indexOf(other) - all.indexOf(step)) * direction > 0);
  return beyond.at(direction === 1 ? 0 : -1) ?? step;
}

/** The messages that a draft was written in. */
export function sourceMessagesOf({
  sourceMessageId,
  albumMessageIds = [],
  following,
  poll,
}: Draft): number[] {
  const texts = poll ? [poll.question, ...poll.options, poll.explanation] : [];
  const ids = [
    sourceMessageId,
    ...albumMessageIds,
    following?.messageId,
    ...texts.map((text) => text?.messageId),
  ];
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** The content that a draft amounts to; undefined while something that it needs is missing. */
export function contentOf(draft: Draft, content: Content | null): Content | undefined {
  if (draft.kind === "poll") return draft.poll && pollOf(draft.poll);
  const arrived = content ? arrivedContent(content) : undefined;
  const following = draft.following?.content;
  return arrived && following && takesFollowing(arrived) ? { ...arrived, following } : arrived;
}

/** What came in the messages of a draft, without the text below. */
export function arrivedContent(content: Content): Content {
  const [only, second] = content.kind === "album" ? content.items : [];
  // An album of which one part arrived, or of which the others were taken back, is a single message.
  return only && !second ? only : content;
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
