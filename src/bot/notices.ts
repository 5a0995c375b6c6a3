/**
 * What the bot says of its own accord: results to authors, losses to those who wait, the warning before a clean-up.
 * What is owed stands in the database until it was said, so that a crash or an outage only delays it.
 */
import { type Api, GrammyError, InlineKeyboard } from "grammy";
import type { Destination, Directory, WaitingPost } from "../editorial/directory.ts";
import type { Queue, ReleasedPost } from "../editorial/queue.ts";
import type { Person, Team } from "../editorial/team.ts";
import type { Content } from "../posts/content.ts";
import { formatDay, formatMoment, titleOf } from "./format.ts";
import { deliveryLines, postKeyboard } from "./queue/post-view.ts";
import type { View } from "./screen.ts";
import { html, plain } from "./words.ts";

/** Results told in one go; the rest follows in the next. */
const atOnce = 50;
/** Lines of a notice; the message must stay within Telegram's 4096 characters. */
const mostListed = 20;
/** Posts a page of the warning: each has a row of buttons. */
const warningPage = 8;

/** A post that the clean-up at `cleanupAt` (epoch ms) deletes unless somebody keeps it. */
export interface PlannedDeletion {
  id: number;
  content: Content;
  finishedAt: number;
  cleanupAt: number;
}

export type Notices = ReturnType<typeof createNotices>;

export function createNotices({
  api,
  queue,
  directory,
  team,
  log,
}: {
  api: Api;
  queue: Queue;
  directory: Directory;
  team: Team;
  log: { warn: (details: object, message: string) => void };
}) {
  let running: Promise<void> | undefined;
  let again = false;

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
      try {
        await tellLosses();
        await tellResults();
      } catch (error) {
        log.warn({ error }, "notices wait for the next try");
        return;
      }
    }
  }

  async function tellResults(): Promise<void> {
    for (let posts = queue.untold(atOnce); posts.length > 0; posts = queue.untold(atOnce)) {
      for (const post of posts) {
        await tellFirst(audience(post.authorId), (person) => resultView(post, person));
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
      await api.sendMessage(person.userId, view.text, {
        parse_mode: "HTML",
        link_preview_options: { is_disabled: true },
        ...(view.keyboard ? { reply_markup: view.keyboard } : {}),
      });
      return true;
    } catch (error) {
      if (!(error instanceof GrammyError) || (error.error_code !== 403 && error.error_code !== 400))
        throw error;
      log.warn({ error, userId: person.userId }, "this person cannot be told");
      return false;
    }
  }

  return {
    deliver,

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

function resultView(post: ReleasedPost, person: Person): View {
  const heading = html(`result-${post.status}`, {
    title: titleOf(post.content, 60),
    time: formatMoment(post.dueAt, person.timeZone),
  });
  const advice = post.deliveries.some(({ status }) => status === "uncertain")
    ? ["", html("result-uncertain-advice")]
    : [];
  const text = [
    heading,
    ...(post.authorId === person.userId ? [] : [html("post-author", { name: post.authorName })]),
    ...(post.cancelReason ? [html("post-cancel-reason", { reason: post.cancelReason })] : []),
    ...deliveryLines(post, person.timeZone),
    ...advice,
  ].join("\n");
  return { text, keyboard: postKeyboard(post, person) };
}

function lossView({ id, title, type }: Destination, waiting: WaitingPost[], { timeZone }: Person): View {
  const lines = waiting.slice(0, mostListed).map(({ content, dueAt }) =>
    html("loss-post", {
      time: formatMoment(dueAt, timeZone),
      title: content ? titleOf(content) : "",
    }),
  );
  const rest = waiting.length - lines.length;
  const text = [
    html("channel-lost", { title, type, count: waiting.length }),
    ...lines,
    ...(rest > 0 ? [html("loss-more", { count: rest })] : []),
  ].join("\n");
  return { text, keyboard: new InlineKeyboard().text(plain("button-open-channel"), `channel:${id}`) };
}

/** What will go, by night, a page at a time; also the view after single posts were kept (cleanup.ts). */
export function warningView(candidates: PlannedDeletion[], person: Person, wanted: number): View {
  const keyboard = new InlineKeyboard();
  if (candidates.length === 0) return { text: html("warning-nothing-left") };
  const pages = Math.ceil(candidates.length / warningPage);
  const page = Math.min(wanted, pages - 1);
  const lines = [html("warning-heading", { count: candidates.length })];
  let night = "";
  const start = page * warningPage;
  for (const { id, content, finishedAt, cleanupAt } of candidates.slice(start, start + warningPage)) {
    const itsNight = formatMoment(cleanupAt, person.timeZone);
    if (itsNight !== night) lines.push("", html("warning-night", { time: itsNight }));
    night = itsNight;
    const title = titleOf(content);
    lines.push(html("warning-post", { title, day: formatDay(finishedAt, person.timeZone) }));
    keyboard
      .text(plain("button-look-at", { title: titleOf(content, 20) }), `cleanup:look:${id}:${page}`)
      .text(plain("button-keep-one"), `cleanup:keep:${id}:${page}`)
      .row();
  }
  if (page > 0) keyboard.text(plain("button-earlier"), `cleanup:${page - 1}`);
  if (page < pages - 1) {
    lines.push("", html("warning-more", { count: candidates.length - start - warningPage }));
    keyboard.text(plain("button-later"), `cleanup:${page + 1}`);
  }
  keyboard.row().text(plain("button-keep-all"), "cleanup:keep-all");
  return { text: lines.join("\n"), keyboard };
}
