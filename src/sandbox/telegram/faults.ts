/** Faults that somebody has ordered, and which calls they befall. */
import type { Fault } from "../client/protocol.ts";
import { emit, type World } from "./world.ts";

/** The methods that put a message into a chat: what a fault befalls unless it names others. */
const SENDING_METHODS: ReadonlySet<string> = new Set(
  [
    "sendMessage",
    "sendPhoto",
    "sendVideo",
    "sendAnimation",
    "sendDocument",
    "sendAudio",
    "sendVoice",
    "sendMediaGroup",
    "sendPoll",
    "copyMessage",
    "copyMessages",
    "forwardMessage",
    "forwardMessages",
  ].map((method) => method.toLowerCase()),
);

/** Orders a fault; it waits for the first call that it fits. */
export function addFault(world: World, fault: Omit<Fault, "id">): Fault {
  const added = { ...fault, id: Math.max(0, ...world.faults.map(({ id }) => id)) + 1 };
  world.faults.push(added);
  emit(world, { type: "faults" });
  return added;
}

export function clearFaults(world: World): void {
  world.faults = [];
  emit(world, { type: "faults" });
}

/** The oldest fault that fits a call (method in lower case), which is used up by one. */
export function takeFault(world: World, method: string, chatId: number | undefined): Fault | undefined {
  const fault = world.faults.find(
    ({ methods, chat_id }) =>
      (methods ? methods.some((name) => name.toLowerCase() === method) : SENDING_METHODS.has(method)) &&
      (chat_id === undefined || chat_id === chatId),
  );
  if (!fault) return undefined;
  fault.times--;
  if (fault.times <= 0) world.faults = world.faults.filter((other) => other !== fault);
  emit(world, { type: "faults" });
  return fault;
}
