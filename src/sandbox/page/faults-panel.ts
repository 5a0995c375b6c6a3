/** Faults of the Bot API that can be switched on, and the programs beside the sandbox. */
import type { ClientState, Fault } from "../client/protocol.ts";
import { act } from "./api.ts";
import { type Child, h } from "./dom.ts";
import { orToast } from "./overlay.ts";
import type { Session } from "./state.ts";

const kinds: [Fault["kind"], name: string, what: string][] = [
  ["too_many_requests", "Too many requests", "429 with retry_after; nothing is carried out"],
  ["server_error", "Server error", "an HTML page with status 502; nothing is carried out"],
  ["internal_error", "Internal error", "500 in the Bot API's own JSON; nothing is carried out"],
  ["lost_answer", "Lost answer", "carried out, but the connection is cut before the answer"],
  ["reset", "Reset", "the connection is cut before anything is carried out"],
  ["hang", "Hang", "no answer until the caller gives up"],
  ["truncated", "Truncated answer", "carried out, but half of the answer arrives"],
];

/** The content of the panel as things are now. */
export function faultsPanel(session: Session): Child[] {
  const world = session.world();
  return [
    h("h4", {}, "Programs"),
    h("div", { class: "programs" }, (world?.programs ?? []).map(programRow)),
    h("h4", {}, "Faults"),
    activeFaults(session, world?.faults ?? []),
    newFault(session),
  ];
}

function programRow({ name, running }: ClientState["programs"][number]): HTMLElement {
  const toggle = async (event: Event) => {
    const box = event.currentTarget as HTMLInputElement;
    box.disabled = true;
    await orToast(act("setProgram", { name, running: box.checked }));
    box.disabled = false;
  };
  const box = h("input", {
    type: "checkbox",
    class: "switch",
    role: "switch",
    checked: running,
    "data-program": name,
    onchange: toggle,
  });
  return h(
    "label",
    { class: "program" },
    h("span", {}, h("b", {}, name), h("small", {}, running ? "running" : "stopped")),
    box,
  );
}

function activeFaults(session: Session, faults: Fault[]): Child[] {
  if (faults.length === 0)
    return [h("p", { class: "faint" }, "None: every call of the Bot API gets its answer.")];
  const clear = () => void orToast(act("clearFaults", {}));
  return [
    h(
      "ul",
      { class: "fault-list" },
      faults.map((fault) => h("li", {}, faultText(session, fault))),
    ),
    h(
      "button",
      { type: "button", class: "wide", "data-testid": "clear-faults", onclick: clear },
      "Clear all",
    ),
  ];
}

function faultText(session: Session, fault: Fault): Child[] {
  const name = kinds.find(([kind]) => kind === fault.kind)?.[1] ?? fault.kind;
  const chat =
    fault.chat_id === undefined
      ? "any chat"
      : (session.chat(fault.chat_id)?.title ?? `chat ${fault.chat_id}`);
  const wait = fault.kind === "too_many_requests" ? `, retry after ${fault.retry_after ?? 5} s` : "";
  const methods = fault.methods ? `, ${fault.methods.join(", ")}` : "";
  return [h("b", {}, name), ` × ${fault.times}, ${chat}${wait}${methods}`];
}

function newFault(session: Session): HTMLElement {
  const what = h("p", { class: "faint" });
  const seconds = h("input", { type: "number", name: "retry_after", min: 1, max: 3600, value: 5 });
  const wait = h("label", {}, "Retry after, seconds", seconds);
  const kind = h(
    "select",
    { name: "kind", onchange: explain },
    kinds.map(([value, name]) => h("option", { value }, name)),
  );
  const times = h("input", { type: "number", name: "times", min: 1, max: 99, value: 1 });
  const chats = session.chats().map((chat) => h("option", { value: chat.id }, chat.title));
  const chat = h("select", { name: "chat" }, h("option", { value: "" }, "Any chat"), chats);
  explain();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const chosen = kind.value as Fault["kind"];
    void orToast(
      act("addFault", {
        kind: chosen,
        times: Number(times.value),
        ...(chat.value ? { chat_id: chatIdForBots(session, Number(chat.value)) } : {}),
        ...(chosen === "too_many_requests" ? { retry_after: Number(seconds.value) } : {}),
      }),
    );
  };
  return h(
    "form",
    { class: "new-fault", onsubmit: submit },
    h("label", {}, "The next calls that send meet", kind),
    what,
    h("div", { class: "two" }, h("label", {}, "How many", times), h("label", {}, "In", chat)),
    wait,
    h("button", { type: "submit", class: "primary wide", "data-testid": "add-fault" }, "Switch on"),
  );

  function explain(): void {
    what.textContent = kinds.find(([value]) => value === kind.value)?.[2] ?? "";
    wait.hidden = kind.value !== "too_many_requests";
  }
}

/** For a bot, its private chat with a person has that person's id; for the person it has the bot's. */
function chatIdForBots(session: Session, chat: number): number {
  return session.chat(chat)?.type === "private" ? session.user : chat;
}
