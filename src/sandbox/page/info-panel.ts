/** A chat's information: its members with their rights, and what this person may change. */
import type { ClientChat, ClientMember } from "../client/protocol.ts";
import { act } from "./api.ts";
import { avatar } from "./avatar.ts";
import { type Child, h } from "./dom.ts";
import { type IconName, icon } from "./icons.ts";
import { openMemberDialog, openMemberPicker, statusTitle } from "./member-dialog.ts";
import { chatSubtitle, nameOf } from "./names.ts";
import { confirmDialog, orToast, promptDialog } from "./overlay.ts";
import type { Session } from "./state.ts";

/** The content of the panel for a chat as it is now. */
export function infoPanel(session: Session, chat: ClientChat, openChat: (id: number) => void): Child[] {
  const mine = chat.members?.find((member) => member.user.id === session.user);
  const owner = mine?.status === "creator";
  const may = (right: string) => owner || (mine?.status === "administrator" && mine.rights?.[right] === true);
  const present = (chat.members ?? []).filter(
    (member) => member.status !== "left" && member.status !== "kicked",
  );
  const order: ClientMember["status"][] = ["creator", "administrator", "member", "restricted"];
  const members = present.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return [
    h(
      "div",
      { class: "info-head" },
      avatar(chat.id, chat.title, 92),
      h("h3", {}, chat.title),
      h("small", {}, chatSubtitle(chat)),
      chat.username && h("small", { class: "link" }, `@${chat.username}`),
      h("small", { class: "faint" }, `id ${chat.id}`),
    ),
    chat.commands && chat.commands.length > 0 && commandSection(chat),
    mine && h("div", { class: "info-actions" }, chatActions()),
    chat.type === "private" && h("div", { class: "info-actions" }, action("close", "Block", block, "block")),
    members.length > 0 && h("h4", {}, chat.type === "channel" ? "Subscribers" : "Members"),
    h("div", { class: "members" }, members.map(memberRow)),
  ];

  function block(): void {
    confirmDialog(`Block ${chat.title}`, "It cannot write to you until you write to it again.", "Block", () =>
      orToast(act("setMember", { user: session.user, chat: chat.id, member: chat.id, status: "kicked" })),
    );
  }

  function chatActions(): Child[] {
    const place = { user: session.user, chat: chat.id };
    const rename = () =>
      promptDialog(
        "New title",
        chat.title,
        "Rename",
        (title) => void orToast(act("setTitle", { ...place, title })),
      );
    const upgrade = () =>
      confirmDialog(
        "Upgrade to supergroup",
        "The group gets a new id, as on Telegram. This cannot be undone.",
        "Upgrade",
        async () => {
          const done = await orToast(act("upgradeGroup", place));
          if (done) openChat(done.chat_id);
        },
      );
    const leave = () =>
      confirmDialog(`Leave ${chat.title}`, "Somebody in it would have to add you again.", "Leave", () =>
        orToast(act("setMember", { ...place, member: session.user, status: "left" })),
      );
    return [
      (may("can_invite_users") || may("can_promote_members")) &&
        action("plus", "Add a member or bot", () => openMemberPicker(session, chat), "add-member"),
      may("can_change_info") && action("edit", "Rename", rename, "rename"),
      owner && chat.type === "group" && action("up", "Upgrade to supergroup", upgrade, "upgrade"),
      !owner && action("bin", "Leave", leave, "leave"),
    ];
  }

  function memberRow(member: ClientMember): HTMLElement {
    const { user, status } = member;
    const editable =
      user.id !== session.user &&
      status !== "creator" &&
      (may("can_promote_members") || may("can_restrict_members"));
    const content = [
      avatar(user.id, nameOf(user), 40),
      h(
        "span",
        {},
        h("b", {}, nameOf(user), user.is_bot && h("i", { class: "tag" }, "bot")),
        h("small", {}, rightsLine(member, chat)),
      ),
    ];
    if (!editable) return h("div", { class: "member", "data-member": user.id }, content);
    const open = () => openMemberDialog(session, chat, user, member);
    return h(
      "button",
      { type: "button", class: "member", "data-member": user.id, onclick: open },
      content,
      icon("edit", 16),
    );
  }
}

function commandSection(chat: ClientChat): Child[] {
  return [
    h("h4", {}, "Commands"),
    h(
      "dl",
      { class: "commands" },
      (chat.commands ?? []).map((one) =>
        h("div", {}, h("dt", {}, `/${one.command}`), h("dd", {}, one.description)),
      ),
    ),
  ];
}

function action(name: IconName, label: string, run: () => void, testId: string): HTMLElement {
  return h("button", { type: "button", "data-testid": testId, onclick: run }, icon(name, 20), label);
}

function rightsLine(member: ClientMember, chat: ClientChat): string {
  const title = statusTitle(member.status, chat);
  if (member.status !== "administrator") return title;
  const rights = Object.entries(member.rights ?? {}).filter(
    ([name, has]) => has && name !== "can_manage_chat",
  );
  const short = rights.map(([name]) => name.replace(/^can_/, "").replaceAll("_", " "));
  return short.length > 0 ? `${title}: ${short.join(", ")}` : `${title} without rights`;
}
