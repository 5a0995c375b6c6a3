/** /team: who may use the bot. */
import BetterSqlite3 from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { join, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

test("owners add people by id, by a forwarded message, and by name where the account is not hidden", async () => {
  const { ada, ben, telegram, person, crew } = await startBelfry();
  const cleo = person(1003, "Cleo");
  telegram.addUser({ id: 1004, firstName: "Dora", hidesForwards: true });
  for (const id of [1003, 1004]) telegram.setMember(1001, crew, id, "member");

  await ada.says("/team");
  expect(ada.sees()).toBe("👥 One person on the team\n👑 Ada (@ada)");
  await ada.taps("Add someone");
  await ada.says("my friend");
  expect(ada.sees()).toContain("could not tell who that is");
  await ada.forwards(crew, telegram.sendText(1004, crew, "Hi").message_id);
  expect(ada.sees()).toContain("privacy settings");
  await ada.says("1001");
  expect(ada.sees()).toContain("on the team already");
  await ada.forwards(crew, telegram.sendText(1003, crew, "Hi").message_id);
  expect(ada.sees()).toContain("What may Cleo (1003) do?");
  await ada.taps("Owner");
  expect(ada.sees()).toContain("Added. They can begin by opening @belfry_bot");
  expect(ada.sees()).toContain("Cleo · 1003");
  expect(ada.sees()).toContain("Has not written to me yet");

  await join(ada, ben);
  expect(ben.sees()).toContain("Hello Ben!");
  await ada.says("/team");
  expect(ada.sees()).toContain("3 people on the team");
  await cleo.says("/team");
  expect(cleo.sees()).toContain("3 people on the team");
  await ada.taps("Add someone");
  await ada.taps("Back");
  expect(ada.sees()).toContain("on the team");
});

test("Telegram's menu lists the commands for the team only, by role, and goes when a person goes", async () => {
  const { ada, ben, telegram } = await startBelfry();
  const menu = (id: number) =>
    telegram.world.bots
      .get(123456)
      ?.commands.find(({ scope }) => scope.type === "chat" && scope.chat_id === id)
      ?.commands.map(({ command }) => command);
  await ben.says("/start");
  expect(menu(ben.id)).toBeUndefined();
  expect(menu(ada.id)).toContain("team");
  await join(ada, ben);
  expect(menu(ben.id)).toContain("schedule");
  expect(menu(ben.id)).not.toContain("team");
  await ada.says("/team");
  await ada.taps("Ben");
  await ada.taps("Make owner");
  expect(ada.sees()).toContain("Owner: may do everything");
  expect(menu(ben.id)).toContain("team");
  await ada.taps("Remove");
  await ada.taps("Yes, remove");
  expect(menu(ben.id)).toBeUndefined();
  // He has opened the chat before: his menu is back as soon as he is.
  await ada.taps("Add someone");
  await ada.says("1002");
  await ada.taps("Editor");
  expect(menu(ben.id)).toContain("schedule");
  expect(telegram.world.bots.get(123456)?.commands.every(({ scope }) => scope.type === "chat")).toBe(true);
});

test("somebody removed can do nothing from that moment on, also in the middle of a question", async () => {
  const { ada, ben, news, posts, travelTo, messages } = await startBelfry();
  await join(ada, ben);
  await schedule(ben, "Stays", ["News"], "12:00");
  await ben.says("/queue");
  await ben.taps("Stays");
  await ben.taps("Reschedule");
  await ada.says("/team");
  await ada.taps("Ben");
  await ada.taps("Remove");
  expect(ada.sees()).toContain("Take Ben off the team?");
  await ada.taps("Back");
  await ada.taps("Remove");
  const remove = ada.messagesFromBot().at(-1)?.message_id ?? 0;
  await ada.taps("Yes, remove");
  expect(ada.sees()).toContain("Ben is off the team");
  expect((await ada.press(remove, "person:1002:remove-yes")).text).toContain("not on the team any more");

  const sorry = "Sorry, I only work for the team that runs me.";
  await ben.says("13:00");
  expect(ben.sees()).toBe(sorry);
  expect(await ben.taps("In 3 hours")).toMatchObject({ text: sorry, show_alert: true });
  await travelTo("2026-11-22 12:00");
  expect(posts(news)).toEqual(["Stays"]);

  // Back on the team, nobody takes up the question of long ago.
  await join(ada, ben);
  await ben.says("14:00");
  expect(ben.sees()).not.toContain("Moved");
  expect(messages(news)).toHaveLength(1);
});

test("owners of the configuration are locked, editors are refused, and a role that changed counts at once", async () => {
  const { ada, ben } = await startBelfry();
  await join(ada, ben, "Owner");
  await ben.says("/team");
  await ben.taps("Ada");
  expect(ben.sees()).toContain("Set in the configuration (OWNER_IDS)");
  expect(ben.buttons()).toEqual(["‹ Team"]);
  const screen = ben.messagesFromBot().at(-1)?.message_id ?? 0;
  for (const forged of ["person:1001:editor", "person:1001:remove-yes"]) {
    await ben.press(screen, forged);
    expect(ben.sees()).toContain("Ada is set as an owner in the configuration");
  }

  await ben.says("/team");
  await ben.taps("Add someone");
  await ada.says("/team");
  await ada.taps("Ben");
  await ada.taps("Make editor");
  await ben.says("1003");
  expect(ben.sees()).toBe("Only owners can do this.");
  await ben.says("/team");
  expect(ben.sees()).toBe("Only owners can do this.");
  for (const forged of ["team", "team:add", "person:1001", "person:1002:owner", "person:1001:remove-yes"])
    expect((await ben.press(screen, forged)).text).toBe("Only owners can do this.");
  expect((await ben.press(screen, "join:owner:1003")).text).toContain("earlier screen");
  await ada.says("/team");
  expect(ada.sees()).toBe("👥 2 people on the team\n👑 Ada (@ada)\n✍️ Ben (@ben)");
});

test("an owner who takes themselves off the team is gone", async () => {
  const { ada, ben } = await startBelfry();
  await join(ada, ben, "Owner");
  await ben.says("/team");
  await ben.taps("Ben");
  await ben.taps("Remove");
  await ben.taps("Yes, remove");
  expect(ben.sees()).toContain("Ben is off the team");
  expect(ben.sees()).not.toContain("Ada");
  await ben.says("/team");
  expect(ben.sees()).toContain("Sorry");
});

test("a large team is listed a page at a time", async () => {
  const belfry = await startBelfry();
  const { ada, config, restart } = belfry;
  const database = new BetterSqlite3(config.databasePath);
  const insert = database.prepare(
    "insert into people (user_id, name, role, time_zone, added_at) values (?, ?, 'editor', 'UTC', 0)",
  );
  for (let index = 10; index < 40; index++) insert.run(5000 + index, `Person ${index}`);
  database.close();
  await restart();
  await ada.says("/team");
  expect(ada.sees()).toContain("31 people on the team");
  expect(ada.buttons()).toContain("1 / 2");
  expect(ada.buttons()).not.toContain("Person 39");
  await ada.taps("›");
  expect(ada.buttons()).toContain("Person 39");
  await ada.taps("Person 39");
  expect(ada.sees()).toContain("Editor");
});
