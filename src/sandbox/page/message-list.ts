/** The messages of one chat: days, bubbles, and where the list stands when something new comes. */
import type { ClientMessage } from "../client/protocol.ts";
import { h, type Row, showRows } from "./dom.ts";
import { icon } from "./icons.ts";
import { type MessageContext, messageElement, type Position, senderOf } from "./message.ts";
import { serviceText } from "./names.ts";
import type { Session } from "./state.ts";
import { dayTitle, toLocal } from "./zone.ts";

/** Messages of one sender that follow each other within this time stand together. */
const togetherSeconds = 600;

/** The list's element, with `update` for after changes and `jumpTo` a message. */
export function createMessageList(session: Session, chatId: number, context: () => MessageContext) {
  const rows = h("div", { class: "rows", role: "log", "aria-label": "Messages" });
  const scroller = h("div", { class: "scroller", tabindex: "-1", onscroll: scrolled }, rows);
  const count = h("span", {});
  const downButton = h(
    "button",
    {
      type: "button",
      class: "to-bottom",
      hidden: true,
      "aria-label": "To the newest message",
      onclick: toBottom,
    },
    icon("down", 20),
    count,
  );
  const element = h("div", { class: "message-list" }, scroller, downButton);
  let atBottom = true;
  let loading = false;
  let newest = 0;
  let fresh = 0;
  let sendings = session.sendings();

  const resized = new ResizeObserver(() => atBottom && keepAtBottom());
  resized.observe(scroller);
  resized.observe(rows);

  return { element, update, jumpTo, toBottom, stop: () => resized.disconnect() };

  function update(): void {
    const messages = session.history(chatId)?.messages ?? [];
    const last = messages.at(-1)?.message_id ?? 0;
    if (newest > 0 && !atBottom) fresh += messages.filter((message) => message.message_id > newest).length;
    newest = last;
    showRows(rows, rowsOf(messages, context(), session));
    if (session.sendings() > sendings) atBottom = true;
    sendings = session.sendings();
    if (atBottom) keepAtBottom();
    showDownButton();
  }

  function keepAtBottom(): void {
    scroller.scrollTop = scroller.scrollHeight;
  }

  function toBottom(): void {
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: "smooth" });
  }

  function scrolled(): void {
    atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
    if (atBottom) fresh = 0;
    showDownButton();
    if (scroller.scrollTop < 300) void loadOlder();
  }

  function showDownButton(): void {
    downButton.hidden = atBottom;
    count.textContent = fresh > 0 ? `${fresh} new` : "";
  }

  /** Older messages grow the list upwards; what was in view stays there. */
  async function loadOlder(): Promise<void> {
    if (loading || !session.history(chatId)?.more) return;
    loading = true;
    const fromBottom = scroller.scrollHeight - scroller.scrollTop;
    await session.loadOlder(chatId).catch(() => {});
    await new Promise(requestAnimationFrame);
    if (!atBottom) scroller.scrollTop = scroller.scrollHeight - fromBottom;
    loading = false;
  }

  function jumpTo(messageId: number): void {
    const row = rows.querySelector<HTMLElement>(`[data-message="${messageId}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.add("highlight");
    setTimeout(() => row.classList.remove("highlight"), 1600);
  }
}

function rowsOf(messages: ClientMessage[], context: MessageContext, session: Session): Row[] {
  const rows: Row[] = [];
  const groups = albums(messages);
  let day = "";
  for (const [index, group] of groups.entries()) {
    const head = group[0]!;
    const today = toLocal(head.date * 1000, context.zone).slice(0, 10);
    if (today !== day) {
      const title = dayTitle(head.date * 1000, session.now(), context.zone);
      const build = () => h("div", { class: "day" }, h("span", {}, title));
      rows.push({ key: `day ${today}`, signature: title, build });
      day = today;
    }
    const position: Position = {
      first: !together(groups[index - 1], group, context.zone),
      last: !together(group, groups[index + 1], context.zone),
    };
    const pinned = group.some((message) => message.message_id === context.chat.pinned_message_id);
    rows.push({
      key: String(head.message_id),
      signature: JSON.stringify([
        group,
        position,
        pinned,
        context.zone,
        context.chat.title,
        context.chat.type,
      ]),
      build: () => messageElement(group, position, context),
    });
  }
  return rows;
}

/** Neighbours with the same media_group_id are one album. */
function albums(messages: ClientMessage[]): ClientMessage[][] {
  const groups: ClientMessage[][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    const id = message.media_group_id;
    if (last && id !== undefined && last[0]?.media_group_id === id) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function together(a: ClientMessage[] | undefined, b: ClientMessage[] | undefined, zone: string): boolean {
  const [before, after] = [a?.[0], b?.[0]];
  if (!before || !after || serviceText(before) || serviceText(after)) return false;
  if (senderOf(before).id !== senderOf(after).id || after.date - before.date > togetherSeconds) return false;
  return toLocal(before.date * 1000, zone).slice(0, 10) === toLocal(after.date * 1000, zone).slice(0, 10);
}
