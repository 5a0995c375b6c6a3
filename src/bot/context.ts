/** What the bot's handlers are given. */
import type { ConversationFlavor } from "@grammyjs/conversations";
import type { Context } from "grammy";
import type { Backups } from "../editorial/backups.ts";
import type { Directory } from "../editorial/directory.ts";
import type { Drafting } from "../editorial/drafting.ts";
import type { JobControl } from "../editorial/jobs.ts";
import type { Queue } from "../editorial/queue.ts";
import type { Restores } from "../editorial/restores.ts";
import type { StatisticsReader } from "../editorial/statistics.ts";
import type { Person, Team } from "../editorial/team.ts";
import type { Content } from "../posts/content.ts";
import type { PlannedDeletion } from "../posts/retention.ts";
import type { FailureReason } from "../posts/retry.ts";
import type { WebhookStatus } from "../posts/webhook-status.ts";
import type { Background } from "./background.ts";

export type BotContext = ConversationFlavor<Context> & {
  /** The member of the team who acts: the access check has seen to it that there is one. */
  person: Person;
  /** The conversation that this command has just ended. */
  leftFlow?: string | undefined;
};

/** What the bot does its work with. */
export interface Desk {
  drafting: Drafting;
  queue: Queue;
  directory: Directory;
  team: Team;
  statistics: StatisticsReader;
  backups: Backups;
  /** The addresses that are told of events. */
  webhooks: () => WebhookStatus[];
  restores: Restores;
  now: () => number;
  /**
   * Shows a post in a chat exactly as it will look; publishing belongs to the engine. Says which messages appeared,
   * and why not all of them did.
   */
  preview: (chatId: number, content: Content) => Promise<{ messageIds: number[]; failure?: FailureReason }>;
  /** The posts that the next clean-ups will delete, soonest first. */
  planned: () => PlannedDeletion[];
  /** Begins to send a person these posts as a file; false while their last one is under way. */
  exportPosts: (person: Person, postIds: number[]) => boolean;
  jobs: JobControl;
  /** A post that could not be sent for so long expires. */
  expireAfterHours: number;
  /** Takes what goes on after an update was handled. */
  background: Background;
}
