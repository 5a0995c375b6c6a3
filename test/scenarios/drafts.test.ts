/** Drafts: changed, left, found again, discarded; and what one person's taps may do to another's. */
import { expect, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";

const look = "This is how it will look";

test("Back leads through every step, and changes from the last look lead straight back to it, its preview renewed", async () => {
  const { ada, news, crew, posts, travel } = await startBelfry();
  await ada.says("/schedule");
  const first = await ada.says("Bells at noon");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.taps("Tonight");
  expect(ada.seesAll().slice(-2)).toEqual(["Bells at noon", expect.stringContaining(look)]);

  for (const step of ["When", "Where", "Keep it as it is"]) {
    await ada.taps("Back");
    expect(ada.sees() + ada.buttons().join()).toContain(step);
    // The preview went when its screen was left.
    expect(ada.seesAll()).not.toContain("Bells at noon");
  }
  expect(ada.buttons()).not.toContain("‹ Back");
  await ada.taps("Keep it");
  await ada.taps("Next");
  await ada.taps("Keep this time");

  await ada.taps("Content");
  await ada.says("Bells at one");
  expect(ada.seesAll().slice(-2)).toEqual(["Bells at one", expect.stringContaining(look)]);
  await ada.taps("Where");
  await ada.taps("Crew");
  await ada.taps("Next");
  expect(ada.sees()).toContain("👥 Crew\n📢 News");
  await ada.taps("When");
  await ada.taps("Back");
  expect(ada.sees()).toContain(look);
  await ada.taps("When");
  await ada.says("in 1h");
  expect(ada.sees()).toContain("11:00");
  await ada.says("in 2h");
  expect(ada.sees()).toContain("12:00");
  await ada.says("in 1h");
  // An edit of the message that it came from changes it and the preview; of an earlier message, nothing.
  await ada.edits(first.message_id, "Not any more");
  const source = await ada.says("Not asked for");
  await ada.edits(source.message_id, "Nor this");
  expect(ada.seesAll().slice(-2)[0]).toBe("Bells at one");
  // Screens and previews do not pile up: besides the greetings there is one of each.
  expect(ada.seesAll().filter((text) => text.includes("New post") || text.startsWith("Bells"))).toHaveLength(
    2,
  );
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("Scheduled: 📝 Bells at one");
  expect(ada.seesAll()).not.toContain("Bells at one");
  await travel(61);
  expect(posts(news)).toEqual(["Bells at one"]);
  expect(posts(crew)).toEqual(["Bells at one"]);
});

test("a draft that was left is offered again; drafts are listed, continued and discarded; empty ones leave no trace", async () => {
  const { ada } = await startBelfry();
  await ada.says("/cancel");
  expect(ada.sees()).toContain("nothing to cancel");
  await ada.says("/schedule");
  await ada.says("/cancel");
  expect(ada.sees()).toContain("nothing was saved");
  await ada.says("/drafts");
  expect(ada.sees()).toContain("no unfinished drafts");

  await ada.says("/schedule");
  await ada.says("The first one");
  await ada.says("/cancel");
  expect(ada.sees()).toContain("Your draft is kept");
  expect(ada.seesAll().some((text) => text.includes("Where"))).toBe(false);
  await ada.says("/schedule");
  expect(ada.sees()).toContain("You have an unfinished draft from Sun 22 Nov 2026, 10:00");
  await ada.taps("Go on");
  expect(ada.sees()).toContain("Where");
  await ada.says("/poll");
  await ada.says(`A question with\na second line and ${"w".repeat(100)}`);
  await ada.says("/schedule");
  await ada.taps("Start a new one");
  await ada.says("The second one");
  await ada.taps("Cancel");

  await ada.says("/drafts");
  expect(ada.sees()).toContain("3 unfinished drafts");
  expect(ada.buttons().filter((label) => label !== "🗑")).toEqual([
    "📝 The second one",
    "📊 A question with",
    "📝 The first one",
    "✍️ New post",
    "📊 New poll",
  ]);
  const discard = ada.button("🗑");
  await ada.press(discard?.message ?? 0, discard?.data ?? "");
  const again = await ada.press(discard?.message ?? 0, discard?.data ?? "");
  expect(again.text).toContain("has been scheduled or discarded");
  expect(ada.sees()).toContain("2 unfinished drafts");
  await ada.taps("A question with");
  expect(ada.sees()).toContain("Now the options");
  // The draft at hand can be discarded from a list that still stands.
  await ada.says("/drafts");
  await ada.taps("A question with");
  expect(ada.sees()).toContain("Now the options");
});

test("whatever is sent outside any conversation becomes a draft, and a time belongs to the draft that waits for one", async () => {
  const { ada } = await startBelfry();
  await ada.says("Just like that");
  expect(ada.sees()).toContain("Where");
  await ada.taps("News");
  await ada.taps("Next");
  // Looking elsewhere on the way.
  await ada.says("/queue");
  await ada.says("18:45");
  expect(ada.sees()).toContain(look);
  expect(ada.sees()).toContain("18:45");
  await ada.says("/help");
  await ada.says("Another thing");
  expect(ada.sees()).toContain("Where");
  await ada.says("/drafts");
  expect(ada.sees()).toContain("2 unfinished drafts");
  await ada.sendsOther({ location: { latitude: 1, longitude: 2 } });
  expect(ada.sees()).toContain("I cannot publish this kind of message");
  await ada.says("/nonsense");
  expect(ada.sees()).toContain("I don’t know /nonsense");
});

test("a tap on an older draft's screen turns to that draft, and what is sent next is meant for it", async () => {
  const belfry = await startBelfry();
  const { ada } = belfry;
  await ada.says("/schedule");
  await ada.says("Older");
  await ada.taps("Cancel");
  const older = ada.button("Go on");
  await ada.says("/schedule");
  await ada.taps("Start a new one");
  await ada.says("Newer");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.press(older?.message ?? 0, older?.data.replace("open", "destinations:next") ?? "");
  await ada.press(older?.message ?? 0, older?.data.replace("open", "destinations:all-0") ?? "");
  await ada.press(older?.message ?? 0, older?.data.replace("open", "destinations:next") ?? "");
  await belfry.stop();
  belfry.forgetConversations();
  await belfry.start();
  await ada.says("in 1h");
  expect(ada.seesAll().slice(-2)).toEqual(["Older", expect.stringContaining("👥 Crew\n📢 News")]);
  // The screen of the newer one stands, and its buttons work.
  await ada.taps("Tonight");
  expect(ada.seesAll().slice(-2)).toEqual(["Newer", expect.stringContaining("20:00")]);
});

test("double taps do nothing twice, and buttons of earlier screens say so", async () => {
  const { ada, news, posts, travel } = await startBelfry();
  const twice = async (label: string) => {
    const button = ada.button(label);
    if (!button) throw new Error(`no button ${label} among ${ada.buttons().join(" | ")}`);
    return Promise.all([ada.press(button.message, button.data), ada.press(button.message, button.data)]);
  };
  await ada.says("/schedule");
  await ada.says("Once");
  await twice("News");
  expect(ada.buttons()).toContain("✅ 📢 News");
  const [, stale] = await twice("Next");
  expect(stale?.text).toContain("from an earlier screen");
  expect(ada.sees()).toContain("When");
  const early = ada.button("Tonight");
  await twice("Back");
  expect(ada.sees()).toContain("Where");
  const answer = await ada.press(early?.message ?? 0, early?.data ?? "");
  expect(answer.text).toContain("from an earlier screen");
  expect(ada.sees()).toContain("Where");
  await twice("Next");
  await twice("In 1 hour");
  expect(ada.seesAll().filter((text) => text === "Once")).toHaveLength(1);
  await twice("Cancel");
  expect(ada.sees()).toContain("Your draft is kept");
  await twice("Go on");
  expect(ada.seesAll().filter((text) => text === "Once")).toHaveLength(1);
  const [, gone] = await twice("Schedule it");
  expect(gone?.text).toContain("has been scheduled or discarded");
  expect(ada.sees()).toContain("Scheduled");
  await travel(61);
  expect(posts(news)).toEqual(["Once"]);
  await ada.says("/schedule");
  await ada.says("Twice?");
  await ada.says("/schedule");
  await twice("Start a new one");
  await ada.taps("Cancel");
  await ada.says("/drafts");
  expect(ada.sees()).toContain("One unfinished draft");
});

test("two people draft side by side; neither, nor a stranger, can touch the other's draft", async () => {
  const { ada, ben, person, posts, news, travel } = await startBelfry({ config: { ownerIds: [1001, 1002] } });
  const eve = person(1003, "Eve");
  await ben.says("/start");
  const greeting = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  await ada.says("/schedule");
  await ben.says("/schedule");
  await ada.says("Ada's words");
  await ben.says("Ben's words");
  const adas = ada.button("News");
  expect((await ben.press(greeting, adas?.data ?? "")).text).toContain("scheduled or discarded");
  const id = adas?.data.split(":")[1];
  for (const tail of ["discard", "open", "cancel", "destinations:next"])
    await ben.press(greeting, `draft:${id}:${tail}`);
  await eve.says("/start");
  expect(eve.sees()).toContain("only work for the team");
  const refused = await eve.press(eve.messagesFromBot()[0]?.message_id ?? 0, adas?.data ?? "");
  expect(refused.text).toContain("only work for the team");

  for (const [somebody, minutes] of [
    [ben, "In 1 hour"],
    [ada, "In 10 minutes"],
  ] as const) {
    expect(somebody.buttons()).toContain("◻️ 📢 News");
    await somebody.taps("News");
    await somebody.taps("Next");
    await somebody.taps(minutes);
    await somebody.taps("Schedule it");
  }
  await travel(61);
  expect(posts(news)).toEqual(["Ada's words", "Ben's words"]);
});

test("places: none yet, one chosen by itself, many on pages, and one lost at the last moment", async () => {
  const belfry = await startBelfry({ bare: true });
  const { ada, telegram, news, posts, travel } = belfry;
  await ada.says("/start");
  await ada.says("/schedule");
  await ada.says("Bells");
  expect(ada.sees()).toContain("I cannot post anywhere yet");
  await ada.taps("Look again");
  expect(ada.sees()).toContain("I cannot post anywhere yet");
  const screen = ada.button("Look again");
  await ada.makesAdministrator(news);
  await ada.press(screen?.message ?? 0, screen?.data ?? "");
  expect(ada.button("📢 News")?.text).toBe("◻️ 📢 News");
  const none = await ada.taps("Next");
  expect(none.text).toBe("Tick at least one first.");

  const chats: number[] = [];
  for (let number = 10; number < 44; number++) {
    const chat = telegram.createChat(1001, {
      type: "channel",
      title: `Bell tower ${number} ${"long ".repeat(20)}`,
    });
    chats.push(chat);
    await ada.makesAdministrator(chat);
  }
  await ada.press(screen?.message ?? 0, screen?.data.replace(/:look$/, ":page-0") ?? "");
  const keyboard = () =>
    ada.messagesFromBot().find((message) => message.message_id === screen?.message)?.reply_markup
      ?.inline_keyboard ?? [];
  const press = (label: string) => {
    const button = keyboard()
      .flat()
      .find(({ text }) => text.includes(label));
    return ada.press(
      screen?.message ?? 0,
      button && "callback_data" in button ? button.callback_data : label,
    );
  };
  expect(keyboard().length).toBeLessThanOrEqual(10);
  await press("›");
  await press("Bell tower 17");
  expect(
    keyboard()
      .flat()
      .map(({ text }) => text)
      .join(),
  ).toContain("✅ 📢 Bell tower 17");
  expect(
    keyboard()
      .flat()
      .map(({ text }) => text),
  ).toContain("2 / 6");
  await press("All of them");
  await press("Next ›");
  await press("In 1 hour");
  expect(ada.sees()).toContain("… and 25 more");

  await ada.removesBot(chats[0] ?? 0);
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("I cannot post in Bell tower 10");
  await ada.taps("Next");
  expect(ada.sees()).toContain("… and 24 more");
  await ada.taps("Schedule it");
  expect(ada.sees()).toContain("and 29 more");
  await travel(61);
  expect(posts(news)).toEqual(["Bells"]);
  expect(posts(chats[1] ?? 0)).toEqual(["Bells"]);
});

test("many drafts are listed a page at a time, and the page stays when one on it is discarded", async () => {
  const { ada } = await startBelfry();
  for (let index = 1; index <= 12; index++) {
    await ada.says("/schedule");
    if (index > 1) await ada.taps("Start a new one");
    await ada.says(`Draft ${index}`);
    await ada.says("/cancel");
  }
  await ada.says("/drafts");
  expect(ada.sees()).toContain("12 unfinished drafts");
  expect(ada.buttons()).toContain("1 / 2");
  expect(ada.buttons()).not.toContain("📝 Draft 2");
  await ada.taps("›");
  expect(ada.buttons()).toEqual(
    expect.arrayContaining(["📝 Draft 2", "📝 Draft 1", "‹", "2 / 2", "✍️ New post"]),
  );
  const screen = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  await ada.press(screen, "drafts:7");
  expect(ada.buttons()).toContain("2 / 2");
  await ada.taps("📝 Draft 1");
  expect(ada.sees()).toContain("Where");
});

test("an edit of what is scheduled already changes nothing and says so", async () => {
  const { ada, news, posts, travelTo } = await startBelfry({ config: { publishCron: "*/30 * * * *" } });
  await ada.says("/schedule");
  const source = await ada.says("Teh news");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.says("12:00");
  await ada.taps("Schedule it");
  await ada.edits(source.message_id, "The news");
  expect(ada.sees()).toBe(
    "✏️ Your edit does not change 📝 Teh news: it is scheduled as it was. To change it, cancel it and send it to me again.",
  );
  await ada.taps("Open the post");
  expect(ada.sees()).toContain("🕑 Goes out Sun 22 Nov 2026, 12:00");

  await travelTo("2026-11-22 12:00");
  expect(posts(news)).toEqual(["Teh news"]);
  await ada.edits(source.message_id, "The news!");
  expect(ada.sees()).toContain("it was scheduled as it was, and has come to its end.");
  const told = ada.messagesFromBot().length;
  // Of a message that no post was written in.
  const other = await ada.says("/help");
  await ada.edits(other.message_id, "/queue");
  expect(ada.messagesFromBot()).toHaveLength(told + 1);
});

test("so does an edit of any message of an album or a poll", async () => {
  const { ada } = await startBelfry();
  await ada.says("/poll");
  await ada.says("Tea or coffee?");
  const tea = await ada.says("Tea");
  await ada.says("Coffee");
  await ada.taps("Next");
  await ada.taps("Next");
  await ada.taps("News");
  await ada.taps("Next");
  await ada.says("12:00");
  await ada.taps("Schedule it");
  await ada.edits(tea.message_id, "Green tea");
  expect(ada.sees()).toContain("Your edit does not change 📊 Tea or coffee?");
});
