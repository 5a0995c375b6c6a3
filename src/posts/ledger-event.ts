/**
 * What programs outside are told: every entry of the ledger as an event whose name and shape stay what they are.
 * Webhooks and the admin API tell the same; docs/webhooks.md describes it.
 */
import type { Content } from "./content.ts";
import { excerpt } from "./excerpt.ts";
import { messageLink } from "./message-link.ts";

/** How a post ends, by its status. */
const endings = {
  published: "post.published",
  partly_published: "post.partly_published",
  failed: "post.failed",
  expired: "post.expired",
  cancelled: "post.cancelled",
} as const;

/** Every action of the ledger, and the event that it is outside; null: it concerns nobody there. */
const typesOfActions = {
  post_scheduled: "post.scheduled",
  post_rescheduled: "post.rescheduled",
  // To now.
  post_published_now: "post.rescheduled",
  post_kept: "post.kept",
  post_let_go: "post.let_go",
  post_cleaned_up: "post.deleted",
  cleanup_warned: "post.deletion_announced",
  post_finished: endings,
  // Some of a post's deliveries; how the post itself ends is told by post_finished.
  post_cancelled: "delivery.cancelled",
  post_expired: "delivery.expired",
  delivery_sent: "delivery.sent",
  delivery_part_sent: "delivery.part_sent",
  delivery_failed: "delivery.failed",
  delivery_uncertain: "delivery.uncertain",
  delivery_postponed: "delivery.postponed",
  delivery_retried: "delivery.retried",
  delivery_resolved: "delivery.resolved",
  delivery_left: "delivery.left_uncertain",
  // By a restore.
  delivery_held: "delivery.uncertain",
  draft_discarded: null,
  media_uploaded: null,
  destination_added: "destination.added",
  destination_changed: "destination.changed",
  destination_lost: "destination.lost",
  destination_moved: "destination.moved",
  destination_removed: "destination.removed",
  person_added: "person.added",
  person_changed: "person.changed",
  person_removed: "person.removed",
  job_run_asked: "job.run_asked",
  job_paused: "job.paused",
  job_resumed: "job.resumed",
  backup_made: null,
  database_restored: null,
  // What a call did has an entry of its own.
  api_called: null,
} as const;

type Values<Table> = Table[keyof Table];
export type LedgerAction = keyof typeof typesOfActions;
export type LedgerEventType = Extract<Values<typeof typesOfActions>, string> | Values<typeof endings>;

/** Every name that an event can have. */
export const ledgerEventTypes: readonly LedgerEventType[] = [
  ...new Set(
    Object.values(typesOfActions).flatMap((type) =>
      type === null ? [] : typeof type === "string" ? [type] : Object.values(type),
    ),
  ),
].sort();

export interface LedgerEvent {
  /** Of the ledger's entry: later events have higher ones. */
  id: number;
  type: LedgerEventType;
  /** ISO 8601, UTC. */
  at: string;
  /** Whoever did it: a person of the team, a program with a token; null: Belfry itself. */
  actor: { user_id: number; name: string | null } | { token: string } | null;
  /** The post and the destination that it is about, and what else the entry says, in snake_case. */
  data: Record<string, unknown>;
}

/** The actions that are an event outside. */
export const toldActions: readonly LedgerAction[] = (Object.keys(typesOfActions) as LedgerAction[]).filter(
  (action) => typesOfActions[action] !== null,
);

interface Destination {
  id: number;
  chatId: number;
  type: "channel" | "group" | "supergroup";
  title: string;
  username: string | null;
}

/** An entry of the ledger, with what is known now of whomever and whatever it speaks of. */
export interface LedgerLine {
  id: number;
  at: number;
  action: LedgerAction;
  actorId: number | null;
  actorName: string | null;
  tokenName: string | null;
  postId: number | null;
  /** Null: a draft, or deleted since. */
  content: Content | null;
  destination: Destination | null;
  details: Record<string, unknown> | null;
  /** Where the post stood at this entry; only for post_finished. */
  sent?: { destination: Destination; messageIds: number[] }[];
}

/** Undefined for what concerns nobody outside. */
export function ledgerEvent(line: LedgerLine): LedgerEvent | undefined {
  const { id, at, postId, content, destination, details, sent } = line;
  const type = typeOf(line);
  if (!type) return undefined;
  const messageIds = Array.isArray(details?.messageIds) ? (details.messageIds as number[]) : undefined;
  const data = {
    ...(postId !== null && { post: postFacts(postId, content) }),
    ...(destination && { destination: destinationFacts(destination) }),
    ...inSnakeCase(details ?? {}),
    ...(destination && messageIds && { links: linksTo(destination, messageIds) }),
    ...(sent && {
      messages: sent.map((one) => ({
        destination: destinationFacts(one.destination),
        message_ids: one.messageIds,
        links: linksTo(one.destination, one.messageIds),
      })),
    }),
  };
  return { id, type, at: new Date(at).toISOString(), actor: actorOf(line), data };
}

function typeOf({ action, details }: LedgerLine): LedgerEventType | undefined {
  // What another version wrote may be unknown here.
  const type = typesOfActions[action] ?? undefined;
  return typeof type === "object" ? type[details?.status as keyof typeof endings] : type;
}

function actorOf({ actorId, actorName, tokenName }: LedgerLine): LedgerEvent["actor"] {
  if (actorId !== null) return { user_id: actorId, name: actorName };
  return tokenName === null ? null : { token: tokenName };
}

/** Of what a post says no more than a title: its channel is where the rest is to be read. */
function postFacts(id: number, content: Content | null) {
  return content ? { id, kind: content.kind, title: excerpt(content, 60) } : { id };
}

function destinationFacts({ id, chatId, title, username }: Destination) {
  return { id, chat_id: chatId, title, username };
}

function linksTo(destination: Destination, messageIds: number[]): string[] {
  return messageIds.flatMap((messageId) => messageLink(destination, messageId) ?? []);
}

/** { dueAt: 1767225600000 } → { due_at: "2026-01-01T00:00:00.000Z" } */
function inSnakeCase(details: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name.endsWith("At") && typeof value === "number" ? new Date(value).toISOString() : value,
    ]),
  );
}
