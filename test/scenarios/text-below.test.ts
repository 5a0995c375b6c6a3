/** Pictures, files and albums with a text below them, which is a message of its own. */
import type { MessageEntity } from "@grammyjs/types";
import { describe, expect, test } from "vitest";
import { type Admin, startBelfry } from "../support/belfry.ts";
import { linksIn, openPost, rows } from "../support/posts.ts";

const look = "This is how it will look";

/** From the step "where" to the scheduled post: to a place, in ten minutes. */
async function finishes(ada: Admin, place = "News"): Promise<void> {
  expect(ada.sees()).toContain("Where");
  await ada.taps(place);
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("Scheduled");
}

/** A picture with words and a text below it, to a place in ten minutes. */
async function schedules(ada: Admin, place = "News", [caption, below] = ["The bell", "It rings at noon"]) {
  await ada.says("/schedule");
  await ada.sends([{ type: "photo" }], caption);
  await ada.taps("Back");
  await ada.taps("Add a text below");
  await ada.says(below ?? "");
  await finishes(ada, place);
}

test("a text is added below a picture, previewed and published as it was written, as one post", async () => {
  const { ada, news, messages, travel } = await startBelfry();
  await ada.says("/schedule");
  await ada.sends([{ type: "photo" }], "The bell");
  await ada.taps("Back");
  await ada.taps("Add a text below");
  expect(ada.sees()).toContain("What should stand below it?");
  await ada.sends([{ type: "voice" }]);
  expect(ada.sees()).toContain("Please send text here");
  const entities: MessageEntity[] = [{ type: "bold", offset: 3, length: 5 }];
  await ada.says("It rings at noon", entities);
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  expect(ada.seesAll().slice(-3)).toEqual(["The bell", "It rings at noon", expect.stringContaining(look)]);
  await ada.taps("Schedule it");
  expect(ada.seesAll()).not.toContain("It rings at noon");

  await travel(11);
  expect(messages(news)).toMatchObject([
    { photo: expect.anything(), caption: "The bell" },
    { text: "It rings at noon", entities },
  ]);
  const told = ada.seesAll().filter((text) => text.includes("Published"));
  expect(told).toHaveLength(1);
  expect(linksIn(ada.messagesFromBot().at(-1))).toEqual({
    News: `https://t.me/the_news/${messages(news)[0]?.message_id}`,
  });
  await ada.taps("Preview");
  expect(ada.seesAll().slice(-3, -1)).toEqual(["The bell", "It rings at noon"]);
  await ada.taps("History");
  expect(ada.sees()).toContain("The first part of it went to News");
});

test("it is added at the last look, changed there, edited in its message, and removed again", async () => {
  const { ada, news, posts, travel } = await startBelfry();
  await ada.says("/schedule");
  await ada.sends([{ type: "document" }, { type: "document" }]);
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("In 10 minutes");
  await ada.taps("Add a text below");
  await ada.taps("Back");
  expect(ada.sees()).toContain(look);
  expect(ada.buttons()).toContain("➕ Add a text below");
  await ada.taps("Add a text below");
  const source = await ada.says("Two files");
  expect(ada.seesAll().slice(-2)).toEqual(["Two files", expect.stringContaining(look)]);
  await ada.edits(source.message_id, "Both files");
  expect(ada.seesAll().slice(-2)).toEqual(["Both files", expect.stringContaining("Your edit is in")]);
  await ada.taps("Text below");
  expect(ada.sees()).toContain("Both files");
  await ada.taps("Remove it");
  expect(ada.seesAll().slice(-2)[0]).toBe("");
  expect(ada.buttons()).toContain("➕ Add a text below");
  await ada.taps("Content");
  await ada.taps("Add a text below");
  await ada.says("Read them");
  expect(ada.seesAll().slice(-2)[0]).toBe("Read them");
  await ada.taps("Schedule it");
  await travel(11);
  expect(posts(news)).toEqual(["", "", "Read them"]);
});

describe("a caption that is too long", () => {
  const long = "🔔".repeat(1030);
  const longer = `${"x".repeat(1100)} and more`;

  async function withPhoto() {
    const { ada, news, messages, posts, restart, forgetConversations, travel } = await startBelfry();
    const [sent] = await ada.sends([{ type: "photo" }]);
    await ada.taps("Cancel");
    await ada.taps("Discard");
    await ada.says("/schedule");
    const photo = sent?.photo ?? [];
    return { ada, news, messages, posts, restart, forgetConversations, travel, photo };
  }

  test("is put below with a tap: nothing typed is lost, and an edit of the picture’s message changes it", async () => {
    const { ada, news, messages, restart, forgetConversations, travel, photo } = await withPhoto();
    const entities: MessageEntity[] = [{ type: "italic", offset: 0, length: 4 }];
    const source = await ada.sendsOther({ photo, caption: long, caption_entities: entities });
    await restart();
    await ada.taps("Put the text below");
    expect(ada.sees()).toContain("The words are no caption now");
    expect(ada.sees()).toContain("🔔🔔🔔");
    forgetConversations();
    await restart();
    await ada.taps("Keep the text");
    await ada.taps("News");
    await ada.taps("Next");
    await ada.taps("In 10 minutes");
    expect(ada.messagesFromBot().at(-2)).toMatchObject({ text: long, entities });
    await ada.edits(source.message_id, "All about bells");
    expect(ada.messagesFromBot().at(-2)?.text).toBe("All about bells");
    await ada.taps("Schedule it");
    await travel(11);
    const [picture, below, ...more] = messages(news);
    expect(picture?.photo).toBeDefined();
    expect(picture?.caption).toBeUndefined();
    expect(below?.text).toBe("All about bells");
    expect(more).toEqual([]);
  });

  test("of one picture in an album is put below all of them; a second one has no place there", async () => {
    const { ada, news, posts, travel, photo } = await withPhoto();
    const part = { photo, media_group_id: "81" };
    await ada.sendsOther({ ...part, caption: "First" });
    await ada.sendsOther({ ...part, caption: longer });
    const other = await ada.sendsOther({ ...part, caption: long });
    expect(ada.sees()).toContain("The caption of item 2");
    await ada.taps("Put the text below");
    expect(ada.sees()).toContain("The caption of item 3");
    expect(ada.buttons().join()).not.toContain("Put the text below");
    await ada.edits(other.message_id, "Third");
    await ada.taps("Keep the text");
    await finishes(ada);
    await travel(11);
    expect(posts(news)).toEqual(["First", "", "Third", longer]);
  });

  test("goes with its picture when another is sent instead", async () => {
    const { ada, news, posts, travel, photo } = await withPhoto();
    await ada.sendsOther({ photo, caption: longer });
    await ada.taps("Put the text below");
    await ada.taps("Back");
    await ada.sendsOther({ photo, caption: "Short" });
    await finishes(ada);
    await travel(11);
    expect(posts(news)).toEqual(["Short"]);
  });
});

test("another picture keeps the text below; a text instead takes it away, and says so; buttons of before do nothing", async () => {
  const { ada, news, posts, travel } = await startBelfry();
  await ada.says("/schedule");
  await ada.sends([{ type: "photo" }], "First");
  await ada.taps("Back");
  const add = ada.button("Add a text below");
  await ada.taps("Add a text below");
  await ada.says("Below");
  await ada.taps("Back");
  expect(ada.sees()).toContain("Below it, as a message of its own, stands");
  await ada.taps("Back");
  await ada.sends([{ type: "video" }], "Second");
  expect(ada.sees()).toContain("Below");
  await ada.taps("Back");
  await ada.says("Only words");
  expect(ada.sees()).toContain("The text below is gone");
  const screen = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  expect((await ada.press(screen, add?.data ?? "")).text).toContain("earlier screen");
  await finishes(ada);
  await travel(11);
  expect(posts(news)).toEqual(["Only words"]);
});

describe("a post of which only a part went out", () => {
  /** The picture is out; the text waits for half a minute. */
  async function halfOut(place: "News" | "Crew" = "News") {
    const { ada, news, crew, messages, posts, telegram, restart, travel, travelTo } = await startBelfry();
    const chat = place === "News" ? news : crew;
    await schedules(ada, place);
    telegram.addFault({
      ...{ kind: "too_many_requests", times: 1, chat_id: chat, methods: ["sendMessage"], retry_after: 30 },
    });
    await travel(10);
    expect(posts(chat)).toEqual(["The bell"]);
    return { ada, news, crew, messages, posts, telegram, restart, travel, travelTo };
  }

  test("says what is there and what follows, and links to it", async () => {
    const { ada, news, messages, posts, travel } = await halfOut();
    await openPost(ada, "The bell");
    expect(ada.sees()).toContain("↳ The picture is there; the text below it follows.");
    expect(linksIn(ada.messagesFromBot().at(-1))).toEqual({
      News: `https://t.me/the_news/${messages(news)[0]?.message_id}`,
    });
    await travel(1);
    expect(posts(news)).toEqual(["The bell", "It rings at noon"]);
    expect(ada.sees()).toContain("Published: 🖼 The bell");
  });

  test("that is refused at the rest fails, says so, and goes on at another try", async () => {
    const { ada, crew, posts, telegram, travel } = await halfOut("Crew");
    telegram.setPermissions(crew, { can_send_messages: false });
    await travel(1);
    expect(ada.sees()).toContain("Partly published: 🖼 The bell");
    expect(ada.sees()).toContain("↳ The picture is there already; the text below it is not.");
    telegram.setPermissions(crew, { can_send_messages: true });
    await ada.taps("Try again");
    await travel(1);
    expect(posts(crew)).toEqual(["The bell", "It rings at noon"]);
    expect(ada.sees()).toContain("Published: 🖼 The bell");
  });

  test("is cancelled truthfully, and the rest does not follow", async () => {
    const { ada, news, posts, travel } = await halfOut();
    await openPost(ada, "The bell");
    await ada.taps("Cancel the post");
    await ada.taps("Cancel it without a reason");
    expect(ada.sees()).toContain("The part that had gone out already stays there");
    expect(ada.sees()).toContain("↳ The picture is there already; the text below it is not.");
    await travel(60);
    expect(posts(news)).toEqual(["The bell"]);
  });

  test("is moved: the rest goes out at its new time", async () => {
    const { ada, news, posts, travel, travelTo } = await halfOut();
    await openPost(ada, "The bell");
    await ada.taps("Reschedule");
    await ada.says("18:00");
    await travel(60);
    expect(posts(news)).toEqual(["The bell"]);
    await travelTo("2026-11-22 18:01");
    expect(posts(news)).toEqual(["The bell", "It rings at noon"]);
  });

  test("goes on after a restart", async () => {
    const { news, posts, restart, travel } = await halfOut();
    await restart();
    await travel(1);
    expect(posts(news)).toEqual(["The bell", "It rings at noon"]);
  });
});

describe("where nobody can tell whether a part appeared", () => {
  /** A basic group shares its message ids with other chats. */
  async function doubtful(method: string, kind: "reset" | "lost_answer" = "reset") {
    const { ada, config, posts, telegram, travel } = await startBelfry();
    const friends = telegram.createChat(ada.id, { type: "group", title: "Friends" });
    await ada.adds(friends);
    await schedules(ada, "Friends");
    telegram.addFault({ kind, times: 1, chat_id: friends, methods: [method] });
    await travel(12);
    return { ada, config, friends, posts, travel };
  }

  test("the author is asked about the picture; it appeared, and the text follows", async () => {
    const { ada, friends, posts, travel } = await doubtful("sendPhoto", "lost_answer");
    expect(ada.sees()).toContain("↳ This is about the picture; the text below it has not gone out.");
    const button = ada.button("It appeared");
    await ada.taps("It appeared");
    expect(ada.seesAll().join()).toContain("What comes after it is on its way");
    await travel(1);
    expect(posts(friends)).toEqual(["The bell", "It rings at noon"]);
    expect(ada.sees()).toContain("Published: 🖼 The bell");
    // A second tap on a button of before.
    await ada.press(button?.message ?? 0, button?.data ?? "");
    await travel(1);
    expect(posts(friends)).toEqual(["The bell", "It rings at noon"]);
  });

  test("it did not appear: both are sent", async () => {
    const { ada, friends, posts, travel } = await doubtful("sendPhoto");
    await ada.taps("Send again");
    await travel(1);
    expect(posts(friends)).toEqual(["The bell", "It rings at noon"]);
  });

  test("the author is asked about the text; sent again, it goes out without the picture", async () => {
    const { ada, friends, posts, travel } = await doubtful("sendMessage");
    expect(ada.sees()).toContain("↳ The picture is there; this is about the text below it.");
    await ada.taps("Send again");
    await travel(1);
    expect(posts(friends)).toEqual(["The bell", "It rings at noon"]);
  });

  test("left open, nothing more is sent", async () => {
    const belfry = await doubtful("sendMessage");
    const { ada, friends, posts, travel } = belfry;
    await ada.taps("Leave it open");
    await travel(60);
    expect(posts(friends)).toEqual(["The bell"]);
    expect(rows(belfry, "select status from deliveries")).toEqual([{ status: "uncertain" }]);
  });

  test("the text appeared: the post is published, as nothing remains", async () => {
    const belfry = await doubtful("sendMessage", "lost_answer");
    await belfry.ada.taps("It appeared");
    expect(belfry.ada.sees()).toContain("noted as sent");
    await belfry.travel(60);
    expect(belfry.posts(belfry.friends)).toEqual(["The bell", "It rings at noon"]);
    expect(rows(belfry, "select status from posts")).toEqual([{ status: "published" }]);
  });
});
