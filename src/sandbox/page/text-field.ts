/** A growing text box that understands Telegram's markers: shortcuts, a toolbar for selected text, a preview. */
import { type FormattedText, readMarkers } from "./compose-text.ts";
import { h } from "./dom.ts";
import { formatted } from "./entities.ts";
import { type Format, markSelection } from "./mark-selection.ts";
import { promptDialog } from "./overlay.ts";

const shortcuts: Record<string, Format> = { b: "bold", i: "italic", u: "underline", k: "link" };
const buttons: [format: Format, label: string, face: HTMLElement][] = [
  ["bold", "Bold (Ctrl+B)", h("b", {}, "B")],
  ["italic", "Italic (Ctrl+I)", h("i", {}, "I")],
  ["underline", "Underline (Ctrl+U)", h("u", {}, "U")],
  ["strikethrough", "Strikethrough", h("s", {}, "S")],
  ["code", "Monospace", h("code", {}, "<>")],
  ["spoiler", "Spoiler", h("span", { class: "spoiler-face" }, "▒▒")],
  ["quote", "Quote", h("span", {}, "❝")],
  ["link", "Link (Ctrl+K)", h("span", { class: "link" }, "link")],
];

/** The box and its helpers. `send` is called at Enter (Shift+Enter makes a new line, and so does Enter on touch screens). */
export function createTextField(options: {
  label: string;
  testId: string;
  send: () => void;
  changed?: () => void;
}) {
  const box = h("textarea", {
    rows: 1,
    placeholder: options.label,
    "aria-label": options.label,
    "data-testid": options.testId,
    dir: "auto",
    oninput: refresh,
    onkeydown: keyDown,
    onselect: showToolbar,
    onkeyup: showToolbar,
    onblur: () => setTimeout(showToolbar),
  });
  const toolbar = h(
    "div",
    { class: "format-bar", role: "toolbar", "aria-label": "Formatting", hidden: true },
    buttons.map(([format, label, face]) =>
      h(
        "button",
        {
          type: "button",
          title: label,
          "aria-label": label,
          "data-format": format,
          onpointerdown: (event: Event) => event.preventDefault(),
          onclick: () => apply(format),
        },
        face.cloneNode(true),
      ),
    ),
  );
  const preview = h("div", { class: "format-preview", hidden: true, "aria-label": "Preview", dir: "auto" });
  const element = h("div", { class: "text-field" }, toolbar, preview, box);
  document.addEventListener("selectionchange", showToolbar);

  return {
    element,
    box,
    /** What would be sent now. */
    read: (): FormattedText => readMarkers(box.value),
    typed: () => box.value,
    write: (typed: string) => {
      box.value = typed;
      refresh();
    },
    focus: () => box.focus({ preventScroll: true }),
    stop: () => document.removeEventListener("selectionchange", showToolbar),
  };

  function refresh(): void {
    if (!CSS.supports("field-sizing", "content")) {
      box.style.height = "auto";
      if (box.scrollHeight > 0) box.style.height = `${Math.min(box.scrollHeight, 180)}px`;
    }
    const { text, entities } = readMarkers(box.value);
    preview.hidden = entities.length === 0;
    preview.replaceChildren();
    if (entities.length > 0) {
      const nodes = formatted(text, entities, { command: () => {}, mention: () => {} });
      preview.append(h("div", { class: "text" }, nodes));
    }
    options.changed?.();
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    const format = event.ctrlKey || event.metaKey ? shortcuts[event.key.toLowerCase()] : undefined;
    if (format && !event.altKey) {
      event.preventDefault();
      apply(format);
    } else if (event.key === "Enter" && !event.shiftKey && !matchMedia("(pointer: coarse)").matches) {
      event.preventDefault();
      options.send();
    }
  }

  function showToolbar(): void {
    const active = document.activeElement === box || toolbar.contains(document.activeElement);
    toolbar.hidden = !active || box.selectionStart === box.selectionEnd;
  }

  function apply(format: Format): void {
    if (box.selectionStart === box.selectionEnd) return;
    if (format !== "link") {
      change(format);
      return;
    }
    const { selectionStart, selectionEnd } = box;
    promptDialog("Link", "https://", "Add", (link) => {
      box.setSelectionRange(selectionStart, selectionEnd);
      change("link", link);
    });
  }

  function change(format: Format, link?: string): void {
    const old = { text: box.value, start: box.selectionStart, end: box.selectionEnd };
    const next = markSelection(old, format, link);
    box.focus();
    box.select();
    // This way of writing is the only one that the browser's own undo knows.
    if (!document.execCommand("insertText", false, next.text)) box.value = next.text;
    box.setSelectionRange(next.start, next.end);
    refresh();
    showToolbar();
  }
}
