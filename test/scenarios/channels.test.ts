/** Channels and groups: registered by themselves or by hand, followed, lost and regained, removed. */
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { join, openPost, rows, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

const botId = 123456;

test("a chat registers itself when a member of the team lets the bot in, who is told; a stranger's does not", async () => {
  const { ada, ben, telegram, posts } = await startBelfry({ bare: true });
  await ada.says("/start");
  expect(ada.sees()).toContain("First, make me an administrator");
  const news = telegram.createChat(1001, { type: "channel", title: "Daily" });
  await ada.makesAdministrator(news);
  expect(ada.sees()).toContain("✅ Daily is ready for posts.");
  expect(ada.sees()).toContain("I can post here");

  const hers = telegram.createChat(ben.id, { type: "supergroup", title: "Ben's den" });
  await ben.adds(hers);
  const his = telegram.createChat(ben.id, { type: "channel", title: "Ben's channel" });
  await ben.makesAdministrator(his);
  await ada.says("/channels");
  expect(ada.sees()).toBe("📢 One channel or group\n✅ Daily: can post and pin");
  expect(posts(hers)).toEqual([]);
  expect(ben.messagesFromBot()).toEqual([]);

  // Without the right to post there is nothing to register.
  const mute = telegram.createChat(1001, { type: "channel", title: "Mute" });
  await ada.makesAdministrator(mute, { can_edit_messages: true });
  await ada.says("/channels");
  expect(ada.sees()).not.toContain("Mute");
});

test("when rights are lost, each author hears once which posts wait; when they come back, the posts go out", async () => {
  const { ada, ben, news, crew, posts, travelTo } = await startBelfry();
  await join(ada, ben);
  await schedule(ben, "Ben's first", ["News"], "12:00");
  await schedule(ben, "Ben's second", ["News", "Crew"], "13:00");
  await schedule(ada, "Ada's", ["Crew"], "12:00");

  await ada.makesAdministrator(news, { can_edit_messages: true });
  expect(ben.sees()).toBe(
    [
      "⚠️ I cannot post in News any more. Make me an administrator with the right to post to go on. 2 posts of yours wait for it:",
      "• Sun 22 Nov 2026, 12:00 · 📝 Ben's first",
      "• Sun 22 Nov 2026, 13:00 · 📝 Ben's second",
    ].join("\n"),
  );
  const told = ben.messagesFromBot().length;
  expect(ada.sees()).toContain("I cannot post in News any more");
  expect(ada.sees()).not.toContain("Ben's");
  await ada.removesBot(news);
  expect(ben.messagesFromBot()).toHaveLength(told);

  await travelTo("2026-11-22 12:30");
  expect(posts(news)).toEqual([]);
  expect(posts(crew)).toEqual(["Ada's"]);
  await openPost(ben, "Ben's first");
  expect(ben.sees()).toContain("⏸ News: waits until I may post there again");
  await ada.makesAdministrator(news);
  expect(ada.sees()).toContain("✅ I can post in News again");
  await travelTo("2026-11-22 12:31");
  expect(posts(news)).toEqual(["Ben's first"]);
  await travelTo("2026-11-22 13:00");
  expect(posts(news)).toEqual(["Ben's first", "Ben's second"]);
  expect(posts(crew)).toEqual(["Ada's", "Ben's second"]);
});

test("posts of somebody who has left the team are named to the owners when their place is lost", async () => {
  const { ada, ben, crew } = await startBelfry();
  await join(ada, ben);
  await schedule(ben, "Orphan", ["Crew"], "12:00");
  await ada.says("/team");
  await ada.taps("Ben");
  await ada.taps("Remove");
  await ada.taps("Yes, remove");
  await ada.removesBot(crew);
  expect(ada.sees()).toContain("Orphan");
});

test("a new title is followed, and a group that becomes a supergroup keeps its posts", async () => {
  const belfry = await startBelfry();
  const { ada, telegram, news, posts, travelTo } = belfry;
  telegram.setTitle(1001, news, "Good News");
  await belfry.settle();
  const small = telegram.createChat(1001, { type: "group", title: "Small" });
  await ada.adds(small);
  await schedule(ada, "Moving", ["Small", "Good News"], "12:00");
  const large = telegram.upgradeGroup(1001, small);
  await belfry.settle();
  await travelTo("2026-11-22 12:00");
  expect(posts(large)).toEqual(["Moving"]);
  expect(ada.sees()).toContain("✅ Published");
  expect(ada.sees()).toContain("Good News");
  await ada.says("/channels");
  expect(ada.sees().match(/Small/g)).toHaveLength(1);
  expect(ada.sees()).toContain("✅ Small: can post");
});

test("a group that became a supergroup while Belfry was down is followed as well", async () => {
  const belfry = await startBelfry();
  const { ada, telegram, posts, travelTo, stop, start } = belfry;
  const small = telegram.createChat(1001, { type: "group", title: "Small" });
  await ada.adds(small);
  await schedule(ada, "Moved", ["Small"], "12:00");
  await stop();
  const large = telegram.upgradeGroup(1001, small);
  await start();
  await travelTo("2026-11-22 12:00");
  expect(posts(large)).toEqual(["Moved"]);
  expect(
    rows(belfry, "select count(*) as n from destinations where title = 'Small' and state <> 'removed'"),
  ).toEqual([{ n: 1 }]);
});

test("a chat is added by @username, by link or by a forwarded message; what is wrong is said", async () => {
  const { ada, telegram, stop, start } = await startBelfry({ bare: true });
  await ada.says("/start");
  await stop();
  const make = (title: string, username?: string) => {
    const chat = telegram.createChat(1001, { type: "channel", title, ...(username && { username }) });
    telegram.setMember(1001, chat, botId, "administrator", { can_post_messages: true });
    return chat;
  };
  make("By name", "by_name");
  make("By link", "by_link");
  const forwarded = make("By forward");
  const privately = make("By private link");
  telegram.createChat(1001, { type: "channel", title: "Not in", username: "not_in" });
  const bot = telegram.world.bots.get(botId);
  if (bot) bot.pending = [];
  await start();

  await ada.says("/channels");
  expect(ada.sees()).toContain("No channels or groups yet");
  const add = async (act: () => Promise<unknown>) => {
    await ada.says("/channels");
    await ada.taps("Add a channel");
    await act();
  };
  await add(() => ada.says("@by_name"));
  expect(ada.sees()).toContain("✅ By name is ready for posts.");
  await add(() => ada.says("https://t.me/by_link/12"));
  expect(ada.sees()).toContain("✅ By link is ready for posts.");
  const post = telegram.sendText(1001, forwarded, "Hello");
  await add(() => ada.forwards(forwarded, post.message_id));
  expect(ada.sees()).toContain("✅ By forward is ready for posts.");
  await add(() => ada.says(`t.me/c/${String(privately).slice(4)}/3`));
  expect(ada.sees()).toContain("✅ By private link is ready for posts.");
  await add(() => ada.says("@by_name"));
  expect(ada.sees()).toContain("✅ By name is on the list already.");

  await ada.says("/channels");
  await ada.taps("Add a channel");
  await ada.says("@no_such_chat");
  expect(ada.sees()).toContain("I cannot see @no_such_chat");
  await ada.says("@not_in");
  expect(ada.sees()).toMatch(/I found Not in, but I may not post there|I cannot see @not_in/);
  await ada.says("what do you mean?");
  expect(ada.sees()).toContain("could not tell which chat");
  await ada.sends([{ type: "photo" }]);
  expect(ada.sees()).toContain("could not tell which chat");
  await ada.taps("Back");
  expect(ada.sees()).toContain("4 channels and groups");
});

test("rights are checked on demand, and a destination has a time zone of its own", async () => {
  const { ada, telegram, news } = await startBelfry();
  await ada.says("/channels");
  await ada.taps("📢 News");
  await ada.taps("Check rights");
  expect(ada.sees()).toContain("Checked with Telegram: all is well");
  telegram.world.chats.get(news)?.members.set(botId, { status: "kicked", rights: {} });
  await ada.taps("Check rights");
  expect(ada.seesAll().join("\n")).toContain("Checked with Telegram: I cannot post here");

  await ada.says("/channels");
  expect(ada.sees()).toContain("❌ News: I cannot post there now");
  await ada.taps("👥 Crew");
  await ada.taps("Time zone");
  expect(ada.sees()).toContain("Time zone of Crew");
  await ada.says("Atlantis");
  expect(ada.sees()).toContain("no such zone");
  await ada.says("america/argentina");
  expect(ada.sees()).toContain("Which of these?");
  await ada.taps("America/Argentina/Buenos_Aires");
  expect(ada.sees()).toContain("🌍 America/Argentina/Buenos_Aires");
  await ada.taps("Time zone");
  await ada.says("tokyo");
  expect(ada.sees()).toContain("🌍 Asia/Tokyo");
  await ada.taps("Time zone");
  await ada.taps("Back");
  expect(ada.sees()).toContain("🌍 Asia/Tokyo");
});

test("only owners take a destination off the list; what waits for it fails and its authors are told", async () => {
  const { ada, ben, crew, posts, travelTo } = await startBelfry();
  await join(ada, ben);
  await schedule(ben, "Homeless", ["Crew"], "12:00");
  await schedule(ben, "Half", ["News", "Crew"], "13:00");
  await ben.says("/channels");
  await ben.taps("👥 Crew");
  expect(ben.sees()).toContain("2 posts wait for it");
  expect(ben.buttons()).not.toContain("🗑 Remove");
  const screen = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  for (const forged of ["channel:2:remove", "channel:2:remove-yes"])
    expect((await ben.press(screen, forged)).text).toBe("Only owners can do this.");

  await ada.says("/channels");
  await ada.taps("👥 Crew");
  await ada.taps("Remove");
  expect(ada.sees()).toContain("2 posts wait for it and will not go out there");
  await ada.taps("Back");
  await ada.taps("Remove");
  expect((await ada.taps("Yes, remove")).text).toBe("Crew is off the list.");
  expect(ada.sees()).not.toContain("Crew");
  expect(ben.sees()).toContain("❌ Not published: 📝 Homeless");
  expect(ben.sees()).toContain("This place was taken off the list");
  // Nothing can be sent there, so nothing is offered.
  expect(ben.buttons()).not.toContain("🔁 Try again");
  expect(ben.buttons()).not.toContain("🕑 Reschedule");
  const notice = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  for (const act of ["post:1:retry", "post:1:reschedule", "delivery:1:retry"]) {
    await ben.press(notice, act);
    expect(ben.seesAll().join("\n")).toContain("is not on the list any more");
    await ben.press(notice, "post:1");
  }
  for (const gone of ["channel:2", "channel:2:zone", "channel:2:check"])
    expect((await ben.press(screen, gone)).text).toContain("not on the list any more");
  await travelTo("2026-11-22 13:00");
  expect(posts(crew)).toEqual([]);
  expect(ben.sees()).toContain("⚠️ Partly published: 📝 Half");
});

test("the list stays usable with more than thirty destinations", async () => {
  const { ada, telegram } = await startBelfry();
  for (let index = 10; index < 45; index++)
    await ada.adds(telegram.createChat(1001, { type: "supergroup", title: `Group ${index}` }));
  await ada.says("/channels");
  expect(ada.sees()).toContain("37 channels and groups");
  expect(ada.buttons()).toContain("1 / 5");
  await ada.taps("›");
  await ada.taps("›");
  expect(ada.buttons()).toContain("3 / 5");
  await ada.taps("👥 Group 26");
  expect(ada.sees()).toContain("👥 Group 26");
});
