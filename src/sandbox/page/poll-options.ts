/** The options of a poll that is being made: a new empty field appears as one types, up to Telegram's twelve. */
import { h } from "./dom.ts";

const maxOptions = 12;
const maxLength = 100;

/** The list; `ask` shows how many right answers can be ticked, `read` gives what is written. */
export function createPollOptions() {
  const name = "correct";
  const element = h("div", { class: "poll-maker-options" });
  const rows: { row: HTMLElement; text: HTMLInputElement; correct: HTMLInputElement }[] = [];
  let asked: "nothing" | "one" | "several" = "nothing";
  add();
  add();

  return {
    element,
    ask(answers: typeof asked): void {
      asked = answers;
      rows.forEach(showMark);
    },
    /** The options that are not empty, and the indexes of the right ones among them. */
    read(): { texts: string[]; correct: number[] } {
      const written = rows.filter(({ text }) => text.value.trim());
      const correct = written.flatMap(({ correct }, index) => (correct.checked ? [index] : []));
      return { texts: written.map(({ text }) => text.value), correct };
    },
  };

  function add(): void {
    const label = `Option ${rows.length + 1}`;
    const text = h("input", {
      type: "text",
      name: "option",
      placeholder: label,
      "aria-label": label,
      maxlength: maxLength,
      required: rows.length < 2,
      dir: "auto",
      oninput: typed,
    });
    const correct = h("input", { type: "radio", name, "aria-label": `${label} is right` });
    const one = { row: h("div", { class: "poll-maker-option" }, correct, text), text, correct };
    rows.push(one);
    element.append(one.row);
    showMark(one);
  }

  function typed(): void {
    const written = rows.map(({ text }) => text.value.trim());
    for (const [index, { text }] of rows.entries()) {
      const isRepeated = written[index] !== "" && written.indexOf(written[index]!) < index;
      text.setCustomValidity(isRepeated ? "Another option reads the same." : "");
    }
    if (rows.at(-1)?.text.value && rows.length < maxOptions) add();
  }

  function showMark({ correct }: (typeof rows)[number]): void {
    correct.hidden = asked === "nothing";
    correct.type = asked === "several" ? "checkbox" : "radio";
    correct.required = asked === "one";
  }
}
