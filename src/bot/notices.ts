/**
 * What the bot says of its own accord: results to authors, losses to those who wait, the warning before a clean-up.
 * What is owed stands in the database until it was said, so that a crash or an outage only delays it.
 */
import { type Api, GrammyError, InlineKeyboard } from "grammy";
import type { Directory } from "../editorial/directory.ts";
import type { Queue, ReleasedPost } from "../editorial/queue.ts";
import type { Person, Team } from "../editorial/team.ts";
import type { Content } from "../posts/content.ts";
import { formatDay, formatMoment, titleOf } from "./format.ts";
import { deliveryLines, postKeyboard } from "./queue/post-view.ts";
import type { View } from "./screen.ts";
import { html, plain } from "./words.ts";

/** Results told in one go; the rest follows in the next. */
const atOnce = 50;
/** Lines of a warning; the message must stay within Telegram's 4096 characters. */
const mostListed = 20;

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
        for (const person of audience(post.authorId)) await tell(person, resultView(post, person));
        queue.markTold(post);
      }
    }
  }

  /** Each author once per destination, however many of their posts wait there; and whoever added it. */
  async function tellLosses(): Promise<void> {
    for (const destination of directory.untoldLosses()) {
      const waiting = directory.waiting(destination.id);
      const authors = new Set([destination.addedBy, ...waiting.map(({ authorId }) => authorId)]);
      for (const person of new Set([...authors].flatMap(audience))) {
        const theirs = waiting.filter(({ authorId }) => authorId === person.userId);
        const lines = theirs.slice(0, mostListed).map(({ content, dueAt }) =>
          html("loss-post", {
            time: formatMoment(dueAt, person.timeZone),
            title: content ? titleOf(content) : "",
          }),
        );
        const text = [
          html("channel-lost", { title: destination.title, type: destination.type, count: theirs.length }),
          ...lines,
        ].join("\n");
        const keyboard = new InlineKeyboard().text(plain("button-open-channel"), `channel:${destination.id}`);
        await tell(person, { text, keyboard });
      }
      directory.markLossTold(destination.id);
    }
  }

  /** Whoever is to hear of a person's posts: the person, or the owners where the person is not on the team now. */
  function audience(userId: number): Person[] {
    const person = team.member(userId);
    return person?.started ? [person] : team.owners().filter(({ started }) => started);
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
        if (await tell(person, warningView(candidates, person))) reached += 1;
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
  const text = [heading, ...deliveryLines(post, person.timeZone), ...advice].join("\n");
  return { text, keyboard: postKeyboard(post, person) };
}

/** What will go, by night; also the view after single posts were kept (cleanup.ts). */
export function warningView(candidates: PlannedDeletion[], person: Person): View {
  const keyboard = new InlineKeyboard();
  if (candidates.length === 0) return { text: html("warning-nothing-left") };
  const lines = [html("warning-heading", { count: candidates.length })];
  let night = "";
  for (const { id, content, finishedAt, cleanupAt } of candidates.slice(0, mostListed)) {
    const itsNight = formatMoment(cleanupAt, person.timeZone);
    if (itsNight !== night) lines.push("", html("warning-night", { time: itsNight }));
    night = itsNight;
    const title = titleOf(content);
    lines.push(html("warning-post", { title, day: formatDay(finishedAt, person.timeZone) }));
    keyboard
      .text(plain("button-look-at", { title: titleOf(content, 20) }), `post:${id}`)
      .text(plain("button-keep-one"), `keep:${id}`)
      .row();
  }
  const rest = candidates.length - mostListed;
  if (rest > 0) lines.push(html("warning-more", { count: rest }));
  keyboard.text(plain("button-keep-all"), "keep-all");
  return { text: lines.join("\n"), keyboard };
}
