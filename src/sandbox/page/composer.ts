/** The bar at the bottom of a chat: text, files, the bot's commands, replies and edits. */
import type { ClientChat, ClientMessage } from "../client/protocol.ts";
import { act } from "./api.ts";
import { openAttachMenu, takeFiles } from "./attach.ts";
import { createCommandMenu } from "./command-menu.ts";
import { h } from "./dom.ts";
import { icon } from "./icons.ts";
import { senderOf } from "./message.ts";
import { snippetOf } from "./names.ts";
import { orToast } from "./overlay.ts";
import type { Session } from "./state.ts";
import { createTextField } from "./text-field.ts";
import { writeMarkers } from "./write-markers.ts";

/** What was typed and not sent, by person and chat. */
const unsent = new Map<string, string>();

/** The composer of one chat. */
export function createComposer(session: Session, chatId: number, chat: () => ClientChat | undefined) {
  const draftKey = `${session.user}/${chatId}`;
  let target: { kind: "reply" | "edit"; message: ClientMessage } | undefined;
  const sendButton = h(
    "button",
    {
      type: "button",
      class: "round primary send",
      "data-testid": "send",
      "aria-label": "Send",
      onclick: () => void send(),
    },
    icon("send"),
  );
  const field = createTextField({ label: "Message", testId: "composer", send: () => void send(), changed });
  const commands = createCommandMenu(
    () => chat()?.commands ?? [],
    field.box,
    (command) => void sendText(command),
  );
  const attachButton = h(
    "button",
    {
      type: "button",
      class: "round",
      "data-testid": "attach",
      "aria-label": "Attach",
      "aria-haspopup": "menu",
      onclick: attach,
    },
    icon("attach"),
  );
  const targetBar = h("div", { class: "target-bar", hidden: true });
  const bar = h("div", { class: "composer-bar" }, commands.button, attachButton, field.element, sendButton);
  const element = h("div", { class: "composer" }, commands.list, targetBar, bar);

  field.box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && target) aim(undefined);
    if (event.key === "ArrowUp" && field.typed() === "") editLast(event);
  });
  field.box.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    takeFiles(session, chatId, files);
  });
  field.write(unsent.get(draftKey) ?? "");

  return {
    element,
    focus: field.focus,
    reply: (message: ClientMessage) => aim({ kind: "reply", message }),
    edit: (message: ClientMessage) => aim({ kind: "edit", message }),
    sendText,
    update: commands.update,
    stop: () => {
      if (target?.kind !== "edit") unsent.set(draftKey, field.typed());
      field.stop();
    },
  };

  function changed(): void {
    sendButton.disabled = field.typed().trim() === "";
    commands?.update();
  }

  function attach(): void {
    const now = chat();
    if (now) openAttachMenu(attachButton, session, now);
  }

  async function send(): Promise<void> {
    const { text, entities } = field.read();
    if (!text) return;
    const typed = field.typed();
    const aimed = target;
    field.write("");
    aim(undefined);
    const place = { user: session.user, chat: chatId };
    const done =
      aimed?.kind === "edit"
        ? await orToast(act("editText", { ...place, message: aimed.message.message_id, text, entities }))
        : await sendFormatted(text, entities, aimed?.message.message_id);
    if (done === undefined && field.typed() === "") field.write(typed);
  }

  function sendText(text: string) {
    field.write("");
    return sendFormatted(text, []);
  }

  async function sendFormatted(
    text: string,
    entities: ReturnType<typeof field.read>["entities"],
    replyTo?: number,
  ) {
    const action = { user: session.user, chat: chatId, text, entities, reply_to: replyTo };
    const message = await orToast(act("sendText", action));
    if (message) session.addSent(chatId, [message]);
    return message;
  }

  function aim(next: typeof target): void {
    if (target?.kind === "edit") field.write("");
    target = next;
    targetBar.hidden = !next;
    if (!next) return;
    const { kind, message } = next;
    if (kind === "edit") {
      const text = message.text ?? message.caption ?? "";
      field.write(writeMarkers({ text, entities: message.entities ?? message.caption_entities ?? [] }));
    }
    targetBar.replaceChildren(
      icon(kind, 22),
      h(
        "div",
        {},
        h("b", {}, kind === "edit" ? "Edit message" : `Reply to ${senderOf(message).name}`),
        h("span", {}, snippetOf(message)),
      ),
      h(
        "button",
        { type: "button", class: "round", "aria-label": "Cancel", onclick: () => aim(undefined) },
        icon("close", 20),
      ),
    );
    field.focus();
  }

  function editLast(event: Event): void {
    const messages = session.history(chatId)?.messages ?? [];
    const last = messages.findLast((message) => message.own && message.text !== undefined);
    if (!last || last.from?.id !== session.user) return;
    event.preventDefault();
    aim({ kind: "edit", message: last });
  }
}
