/**
 * What the bot says of its own accord: results to authors, losses to those who wait, the warning before a clean-up.
 * What is owed stands in the database until it was said, so that a crash or an outage only delays it.
 */
import { type Api, GrammyError } from "grammy";
import type { Directory } from "../editorial/directory.ts";
import type { Queue } from "../editorial/queue.ts";
import type { Person, Team } from "../editorial/team.ts";
import {
  changeView,
  isHeldUp,
  lossView,
  type Outage,
  outageView,
  type PlannedDeletion,
  resultView,
  warningView,
} from "./notice-views.ts";
import { isRefusal } from "./refusals.ts";
import { sendOptions, type View } from "./screen.ts";

/** Results told in one go; the rest follows in the next. */
const atOnce = 50;

/** Where it stands what the owners have not heard of. */
interface OutageNotes {
  untold(): Outage[];
  markTold(outage: Outage, at: number): void;
}

/** An outage that may be over in a moment (ms) is not told of yet. */
const patience = 60_000;

export function createNotices({
  api,
  queue,
  directory,
  team,
  outages,
  now,
  log,
}: {
  api: Api;
  queue: Queue;
  directory: Directory;
  team: Team;
  outages: OutageNotes;
  now: () => number;
  log: { warn: (details: object, message: string) => void };
}) {
  let running: Promise<void> | undefined;
  let again = false;
  /** Telegram asked to be left alone until then. */
  let quietUntil = Number.NEGATIVE_INFINITY;
  /** Neither is on the disk: whoever misses these is told the final result all the same. */
  const heldUp = new Set<number>();
  const changes: { postId: number; change: "rescheduled" | "published_now"; by: number }[] = [];

  /** Says everything that is owed; never runs over itself. A failure leaves the rest for the next call. */
  function deliver(): Promise<void> {
    again = true;
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function work(): Promise<void> {
    while (again) {
      again = false;
      if (now() < quietUntil) return;
      try {
        await tellOutages();
        await tellLosses();
        await tellChanges();
        await tellHeldUp();
        await tellResults();
      } catch (error) {
        if (error instanceof GrammyError && error.error_code === 429)
          quietUntil = now() + (error.parameters.retry_after ?? 0) * 1000;
        log.warn({ error }, "notices wait for the next try");
        return;
      }
    }
  }

  /** The owners hear of an outage when it begins, if anything can be said then, and when it is over. */
  async function tellOutages(): Promise<void> {
    for (const outage of outages.untold()) {
      const news = outage.until === null ? outage.beginToldAt === null : true;
      if (!news || (outage.until ?? now()) - outage.since < patience) continue;
      for (const owner of team.owners().filter(({ started }) => started))
        await tell(owner, outageView(outage, owner));
      outages.markTold(outage, now());
    }
  }

  /** What is out while the rest waits for rights, perhaps for hours; the final result follows as for any post. */
  async function tellHeldUp(): Promise<void> {
    for (const postId of heldUp) {
      const post = queue.read(postId);
      if (post && isHeldUp(post))
        await tellFirst(audience(post.authorId), (person) => resultView(post, person, { result: "held_up" }));
      heldUp.delete(postId);
    }
  }

  async function tellChanges(): Promise<void> {
    for (let [next] = changes; next; [next] = changes) {
      const { postId, change, by } = next;
      const post = queue.read(postId);
      const author = post && team.member(post.authorId);
      if (post && author?.started)
        await tell(author, changeView(post, change, team.known(by)?.name ?? "", author));
      // Only now: where telling fails, the next call tries again.
      changes.shift();
    }
  }

  async function tellResults(): Promise<void> {
    for (let posts = queue.untold(atOnce); posts.length > 0; posts = queue.untold(atOnce)) {
      for (const post of posts) {
        const cancelledBy = post.cancelledBy === null ? undefined : team.known(post.cancelledBy)?.name;
        await tellFirst(audience(post.authorId), (person) => resultView(post, person, { cancelledBy }));
        queue.markTold(post);
      }
    }
  }

  /** Each person once per destination, however many posts wait there for them to hear of; and whoever added it. */
  async function tellLosses(): Promise<void> {
    for (const destination of directory.untoldLosses()) {
      const waiting = directory.waiting(destination.id);
      const authors = new Set([destination.addedBy, ...waiting.map(({ authorId }) => authorId)]);
      const concerns = new Map<number, { person: Person; authors: Set<number> }>();
      for (const author of authors)
        for (const person of audience(author)[0] ?? []) {
          const concern = concerns.get(person.userId) ?? { person, authors: new Set() };
          concerns.set(person.userId, { person, authors: concern.authors.add(author) });
        }
      for (const concern of concerns.values()) {
        const theirs = waiting.filter(({ authorId }) => concern.authors.has(authorId));
        await tell(concern.person, lossView(destination, theirs, concern.person));
      }
      directory.markLossTold(destination.id);
    }
  }

  /**
   * Whoever is to hear of a person's posts: the person; and those to be told instead where that cannot be,
   * because the person has left the team or blocked the bot: the owners.
   */
  function audience(userId: number): Person[][] {
    const person = team.member(userId);
    const owners = team.owners().filter((owner) => owner.started && owner.userId !== userId);
    return person?.started ? [[person], owners] : [owners];
  }

  /** Tells the first group of whom somebody can be reached. */
  async function tellFirst(groups: Person[][], view: (person: Person) => View): Promise<void> {
    for (const group of groups) {
      let reached = false;
      for (const person of group) if (await tell(person, view(person))) reached = true;
      if (reached) return;
    }
  }

  /** False where this person cannot be reached: they have blocked the bot or never opened its chat. */
  async function tell(person: Person, view: View): Promise<boolean> {
    try {
      await api.sendMessage(person.userId, view.text, sendOptions(view));
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log.warn({ error, userId: person.userId }, "this person cannot be told");
      return false;
    }
  }

  return {
    deliver,

    /** To be called when somebody did something to a post: authors hear of what others did. */
    noteChanged({ postId, change, by }: { postId: number; change: string; by: number }): void {
      if (change !== "rescheduled" && change !== "published_now") return;
      if (queue.read(postId)?.authorId === by) return;
      changes.push({ postId, change, by });
      void deliver();
    },

    /** To be called when a delivery of a post was settled. */
    noteSettled(postId: number): void {
      const post = queue.read(postId);
      if (!post || !isHeldUp(post)) return;
      heldUp.add(postId);
      void deliver();
    },

    /** Resolves when nothing is being said. */
    whenIdle: async (): Promise<void> => {
      await running;
    },

    /** Warns the team of what the clean-up will delete. Returns how many people the warning reached. */
    async warnOfCleanup(candidates: PlannedDeletion[]): Promise<number> {
      let reached = 0;
      for (const person of team.all().filter(({ started }) => started)) {
        if (await tell(person, warningView(candidates, person, 0))) reached += 1;
      }
      return reached;
    },
  };
}
