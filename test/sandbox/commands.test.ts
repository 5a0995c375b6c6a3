/** The commands of a bot, by scope. */
import { expect, it } from "vitest";
import type { ClientState } from "../../src/sandbox/client/protocol.ts";
import { openTown } from "./town.ts";

const commands = (command: string) => [{ command, description: `does ${command}` }];

it("the menu that a person sees is that of the narrowest scope with commands", async () => {
  const { anna, ben, call, url, telegram } = await openTown();
  telegram.sendText(ben, 7000000001, "/start");
  await call("setMyCommands", { commands: commands("help") });
  await call("setMyCommands", {
    commands: commands("queue"),
    scope: { type: "chat", chat_id: anna.id },
  });
  const menu = async (user: number) => {
    const state = (await fetch(`${url}/client/state?user=${user}`).then((r) => r.json())) as ClientState;
    return state.chats.find((chat) => chat.type === "private")!.commands!.map(({ command }) => command);
  };
  expect(await menu(anna.id)).toEqual(["queue"]);
  expect(await menu(ben.id)).toEqual(["help"]);
  const scope = { type: "chat", chat_id: anna.id };
  expect((await call("getMyCommands", { scope })).result).toEqual(commands("queue"));
  await call("deleteMyCommands", { scope });
  expect(await menu(anna.id)).toEqual(["help"]);
});

it.each([
  [{ commands: [{ command: "Big", description: "x" }] }, "BOT_COMMAND_INVALID"],
  [{ commands: [{ command: "a", description: "" }] }, "BOT_COMMAND_DESCRIPTION_INVALID"],
  [{ commands: [{ command: "a" }] }, `can't parse BotCommand: Can't find field "description"`],
  [{ commands: commands("a"), scope: { type: "chat", chat_id: 1002 } }, "chat not found"],
  [
    { commands: commands("a"), scope: { type: "planet" } },
    "can't parse BotCommandScope: Unsupported type specified",
  ],
])("setMyCommands refuses %j", async (parameters, reason) => {
  const { call } = await openTown();
  expect((await call("setMyCommands", parameters)).description).toBe(`Bad Request: ${reason}`);
});

it("a bot's name and descriptions are kept within their lengths", async () => {
  const { call } = await openTown();
  expect((await call("setMyShortDescription", { short_description: "x".repeat(121) })).ok).toBe(false);
  await call("setMyDescription", { description: "Rings the bell" });
  expect((await call("getMyDescription")).result).toEqual({ description: "Rings the bell" });
  expect((await call("getMyName")).result).toEqual({ name: "Town bot" });
  expect((await call("getUserProfilePhotos", { user_id: 1001 })).result).toEqual({
    total_count: 0,
    photos: [],
  });
});
