/** What can be done with a message: reply, copy, pin, forward, edit, delete. */
import type { ClientChat, ClientMessage } from "../client/protocol.ts";
import { act } from "./api.ts";
import { chatSubtitle, serviceText } from "./names.ts";
import { confirmDialog, type MenuItem, openMenu, orToast, toast } from "./overlay.ts";
import { pickDialog } from "./pick-dialog.ts";
import type { Session } from "./state.ts";

export interface MessageMenuActions {
  reply: (message: ClientMessage) => void;
  edit: (message: ClientMessage) => void;
}

/** Opens the menu of a message or of a whole album. */
export function openMessageMenu(
  session: Session,
  chat: ClientChat,
  messages: ClientMessage[],
  at: { x: number; y: number },
  actions: MessageMenuActions,
): void {
  const head = messages[0]!;
  if (serviceText(head)) return;
  const written = messages.find((message) => message.text ?? message.caption);
  const text = written?.text ?? written?.caption;
  const items: MenuItem[] = [];
  if (chat.can_write && chat.type !== "channel")
    items.push({ label: "Reply", icon: "reply", run: () => actions.reply(head) });
  if (text) items.push({ label: "Copy text", icon: "copy", run: () => void copy(text) });
  if (chat.can_pin) items.push(pinItem(session, chat, head));
  items.push({ label: "Forward", icon: "forward", run: () => forward(session, chat, messages) });
  const isAuthor = chat.type === "channel" || head.from?.id === session.user;
  if (head.own && isAuthor && written && !head.forward_origin)
    items.push({ label: "Edit", icon: "edit", run: () => actions.edit(written) });
  if (head.own)
    items.push({ label: "Delete", icon: "bin", danger: true, run: () => remove(session, chat, messages) });
  openMenu(at, items);
}

function pinItem(session: Session, chat: ClientChat, { message_id: message }: ClientMessage): MenuItem {
  const pinned = chat.pinned_message_id !== message;
  const run = () => void orToast(act("setPinned", { user: session.user, chat: chat.id, message, pinned }));
  return { label: pinned ? "Pin" : "Unpin", icon: "pin", run };
}

async function copy(text: string): Promise<void> {
  await orToast(navigator.clipboard.writeText(text).then(() => toast("Copied")));
}

function remove(session: Session, chat: ClientChat, messages: ClientMessage[]): void {
  const what = messages.length > 1 ? `these ${messages.length} messages` : "this message";
  confirmDialog("Delete", `Delete ${what} for everyone?`, "Delete", async () => {
    for (const { message_id: message } of messages)
      await orToast(act("deleteMessage", { user: session.user, chat: chat.id, message }));
  });
}

function forward(session: Session, from: ClientChat, messages: ClientMessage[]): void {
  const targets = session.chats().filter((chat) => chat.can_write);
  const send = async (to: ClientChat) => {
    for (const { message_id: message } of messages) {
      const action = { user: session.user, from_chat: from.id, message, to_chat: to.id };
      if ((await orToast(act("forward", action))) === undefined) return;
    }
    location.hash = `user=${session.user}&chat=${to.id}`;
  };
  const choices = targets.map((chat) => ({
    id: chat.id,
    name: chat.title,
    detail: chatSubtitle(chat),
    run: () => void send(chat),
  }));
  pickDialog("Forward to…", choices, "There is no chat that you may write to.");
}
