/** Adding a member, and what a member may do. */
import type { User } from "@grammyjs/types";
import type { ClientChat, ClientMember } from "../client/protocol.ts";
import { act } from "./api.ts";
import { h } from "./dom.ts";
import { nameOf } from "./names.ts";
import { dialog, orToast } from "./overlay.ts";
import { pickDialog } from "./pick-dialog.ts";
import type { Session } from "./state.ts";

type Right = [name: string, title: string];

const commonRights: Right[] = [
  ["can_delete_messages", "Delete messages of others"],
  ["can_invite_users", "Add people"],
  ["can_restrict_members", "Restrict and remove people"],
  ["can_change_info", "Change title and info"],
  ["can_promote_members", "Add administrators"],
];
const channelRights: Right[] = [
  ["can_post_messages", "Post messages"],
  ["can_edit_messages", "Edit and pin messages"],
];
const groupRights: Right[] = [["can_pin_messages", "Pin messages"]];
/** What Telegram's apps tick when somebody becomes an administrator. */
const unticked = ["can_promote_members", "can_change_info"];

/** What a member is called in a kind of chat. */
export function statusTitle(status: ClientMember["status"], chat: ClientChat): string {
  const titles = {
    creator: "Owner",
    administrator: "Administrator",
    member: chat.type === "channel" ? "Subscriber" : "Member",
    restricted: "Restricted",
    left: "Has left",
    kicked: "Removed",
  };
  return titles[status];
}

/** Lists everybody who is not in the chat yet, people and bots; choosing one opens their dialog. */
export function openMemberPicker(session: Session, chat: ClientChat): void {
  const world = session.world();
  const present = new Set(
    chat.members?.filter((one) => one.status !== "left" && one.status !== "kicked").map((one) => one.user.id),
  );
  const others = [...(world?.bots ?? []), ...(world?.people ?? [])].filter((user) => !present.has(user.id));
  const choices = others.map((user) => ({
    id: user.id,
    name: nameOf(user),
    detail: user.username ? `@${user.username}` : "",
    run: () => openMemberDialog(session, chat, user),
  }));
  pickDialog("Add to the chat", choices, "Everybody is here already.");
}

/** The dialog of one member: status, an administrator's rights, removing. Without `member` it adds the person. */
export function openMemberDialog(
  session: Session,
  chat: ClientChat,
  user: User,
  member?: ClientMember,
): void {
  const isAdministrator = member ? member.status === "administrator" : user.is_bot;
  const rights = [...(chat.type === "channel" ? channelRights : groupRights), ...commonRights];
  const boxes = rights.map(([name, title]) => {
    const ticked =
      member?.status === "administrator" ? member.rights?.[name] === true : !unticked.includes(name);
    const box = h("input", { type: "checkbox", name, checked: ticked, "data-right": name });
    return { name, box, line: h("label", { class: "check" }, box, title) };
  });
  const plain = h("input", { type: "radio", name: "status", value: "member", checked: !isAdministrator });
  const administrator = h("input", {
    type: "radio",
    name: "status",
    value: "administrator",
    checked: isAdministrator,
  });
  const rightList = h(
    "fieldset",
    { class: "rights" },
    h("legend", {}, "May"),
    boxes.map((one) => one.line),
  );
  const showRights = () => {
    rightList.hidden = !administrator.checked;
  };
  plain.addEventListener("change", showRights);
  administrator.addEventListener("change", showRights);
  showRights();

  const set = async (close: () => void, status: ClientMember["status"]) => {
    const action = { user: session.user, chat: chat.id, member: user.id, status };
    const chosen = Object.fromEntries(boxes.map((one) => [one.name, one.box.checked]));
    const withRights =
      status === "administrator" ? { ...action, rights: { can_manage_chat: true, ...chosen } } : action;
    if ((await orToast(act("setMember", withRights).then(() => true))) === true) close();
  };
  dialog(nameOf(user), (close) => [
    h("label", { class: "check" }, plain, statusTitle("member", chat)),
    h("label", { class: "check" }, administrator, statusTitle("administrator", chat)),
    rightList,
    h(
      "div",
      { class: "dialog-actions" },
      member &&
        h(
          "button",
          {
            type: "button",
            class: "danger",
            "data-testid": "remove-member",
            onclick: () => set(close, "kicked"),
          },
          "Remove",
        ),
      h("span", { class: "gap" }),
      h("button", { type: "button", onclick: close }, "Cancel"),
      h(
        "button",
        {
          type: "button",
          class: "primary",
          "data-testid": "save-member",
          onclick: () => set(close, administrator.checked ? "administrator" : "member"),
        },
        member ? "Save" : "Add",
      ),
    ),
  ]);
}
