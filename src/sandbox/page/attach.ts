/** What can be attached: the menu, and for files the dialog with caption and sending them as the apps would. */
import type { ClientActions, ClientChat } from "../client/protocol.ts";
import { sendMedia } from "./api.ts";
import { h } from "./dom.ts";
import { type MediaItem, readMedia, toAlbums } from "./media-item.ts";
import { dialog, dialogActions, type MenuItem, menuPoint, openMenu, orToast } from "./overlay.ts";
import { openPollMaker } from "./poll-maker.ts";
import { samplePictures } from "./sample-picture.ts";
import type { Session } from "./state.ts";
import { createTextField } from "./text-field.ts";

/** The menu of the attach button: files, sample pictures, a poll. */
export function openAttachMenu(button: HTMLElement, session: Session, chat: ClientChat): void {
  const chosen = (files: File[], asFiles: boolean) => takeFiles(session, chat.id, files, asFiles);
  const sample = (count: number): MenuItem => ({
    label: count === 1 ? "Sample picture" : `${count} sample pictures`,
    icon: "sparkle",
    testId: count === 1 ? "sample-photo" : `sample-photo-${count}`,
    run: () => void samplePictures(count).then((files) => chosen(files, false)),
  });
  const items: MenuItem[] = [
    { label: "Photo, video or music", icon: "picture", run: () => pick("image/*,video/*,audio/*", false) },
    { label: "File", icon: "file", run: () => pick("", true) },
    { label: "Poll", icon: "poll", testId: "new-poll", run: () => openPollMaker(session, chat) },
    ...[1, 2, 3, 4].map(sample),
  ];
  openMenu(menuPoint(button, "above", items.length), items);

  function pick(accept: string, asFiles: boolean): void {
    const input = h("input", { type: "file", multiple: true, accept });
    input.addEventListener("change", () => chosen([...(input.files ?? [])], asFiles));
    input.click();
  }
}

/** Shows the files before they are sent: with a caption, hidden by a spoiler, or as plain files. */
export function takeFiles(session: Session, chat: number, files: File[], asFiles = false): void {
  if (files.length === 0) return;
  const spoiler = h("input", { type: "checkbox", name: "spoiler" });
  const plain = h("input", { type: "checkbox", name: "files", checked: asFiles });
  const items = files.map((file) => readMedia(file));
  let close = () => {};
  const caption = createTextField({ label: "Caption", testId: "caption", send: () => void send() });
  const sendButton = h(
    "button",
    { type: "button", class: "primary", "data-testid": "send-media", onclick: () => void send() },
    "Send",
  );
  const title = files.length === 1 ? "Send a file" : `Send ${files.length} files`;
  const box = dialog(
    title,
    (closeDialog) => {
      close = closeDialog;
      return [
        h("div", { class: `attach-preview ${files.length === 1 ? "one" : ""}` }, files.map(previewOf)),
        h("div", { class: "attach-caption" }, caption.element),
        h("label", { class: "check" }, plain, files.length === 1 ? "Send as a file" : "Send as files"),
        h("label", { class: "check" }, spoiler, "Hide with a spoiler"),
        dialogActions(closeDialog, sendButton),
      ];
    },
    { class: "attach" },
  );
  box.addEventListener("close", caption.stop);
  caption.focus();

  async function send(): Promise<void> {
    sendButton.disabled = true;
    const read = await Promise.all(items);
    const albums = toAlbums(plain.checked ? read.map(asDocument) : read);
    const { text, entities } = caption.read();
    for (const [index, album] of albums.entries()) {
      const action: ClientActions["sendMedia"] = {
        user: session.user,
        chat,
        items: album.map(({ file: _, ...item }) => (spoiler.checked ? { ...item, spoiler: true } : item)),
      };
      if (index === 0 && text) Object.assign(action, { caption: text, caption_entities: entities });
      const messages = await orToast(
        sendMedia(
          action,
          album.map((item) => item.file),
        ),
      );
      sendButton.disabled = false;
      if (!messages) return;
      session.addSent(chat, messages);
    }
    close();
  }
}

function asDocument(item: MediaItem): MediaItem {
  return { type: "document", file: item.file };
}

function previewOf(file: File): HTMLElement {
  const source = URL.createObjectURL(file);
  if (file.type.startsWith("image/")) return h("img", { src: source, alt: file.name });
  if (file.type.startsWith("video/")) return h("video", { src: source, muted: true, preload: "metadata" });
  return h("div", { class: "attach-file" }, file.name);
}
