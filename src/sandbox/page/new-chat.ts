/** Making a new channel or group. */
import type { ClientActions } from "../client/protocol.ts";
import { act } from "./api.ts";
import { h } from "./dom.ts";
import { dialog, dialogActions, orToast } from "./overlay.ts";

type ChatType = ClientActions["createChat"]["type"];

/** Asks for kind, title and username; `openChat` gets the id of what was made. */
export function openNewChat(user: number, openChat: (id: number) => void): void {
  const kinds: [ChatType, string, string][] = [
    ["channel", "Channel", "administrators post, subscribers read"],
    ["group", "Group", "everybody writes"],
    ["supergroup", "Supergroup", "a large group, with an id like a channel’s"],
  ];
  const radios = kinds.map(([value], index) =>
    h("input", { type: "radio", name: "kind", value, checked: index === 0 }),
  );
  const title = h("input", {
    type: "text",
    placeholder: "Title",
    "aria-label": "Title",
    required: true,
    maxlength: 128,
    name: "title",
  });
  const username = h("input", {
    type: "text",
    placeholder: "Username, for a public one (optional)",
    "aria-label": "Username",
    pattern: "@?[A-Za-z][A-Za-z0-9_]{3,31}",
    name: "username",
  });
  const submit = async (event: SubmitEvent, close: () => void) => {
    event.preventDefault();
    const type = radios.find((radio) => radio.checked)?.value as ChatType;
    const name = username.value.trim().replace(/^@/, "");
    const action = {
      user,
      type,
      title: title.value.trim(),
      ...(name && type !== "group" ? { username: name } : {}),
    };
    const made = await orToast(act("createChat", action));
    if (!made) return;
    close();
    openChat(made.chat_id);
  };
  dialog("New chat", (close) => [
    h(
      "form",
      { onsubmit: (event: SubmitEvent) => void submit(event, close) },
      kinds.map(([, name, what], index) =>
        h("label", { class: "check" }, radios[index], h("span", {}, name, h("small", {}, ` – ${what}`))),
      ),
      title,
      username,
      dialogActions(close, h("button", { type: "submit", class: "primary" }, "Create")),
    ),
  ]);
  title.focus();
}
