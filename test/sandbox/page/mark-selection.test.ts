/** Marking selected text by button or shortcut. */
import { expect, test } from "vitest";
import { markSelection } from "../../../src/sandbox/page/mark-selection.ts";

test("a format goes around the selected words, with the blanks left outside, and they stay selected", () => {
  const marked = markSelection({ text: "say hello now", start: 3, end: 10 }, "bold");
  expect(marked).toEqual({ text: "say **hello** now", start: 6, end: 11 });
});

test("the same format a second time takes it off", () => {
  const once = markSelection({ text: "say hello", start: 4, end: 9 }, "spoiler");
  expect(markSelection(once, "spoiler")).toEqual({ text: "say hello", start: 4, end: 9 });
});

test("a quote takes whole lines, and gives them back", () => {
  const once = markSelection({ text: "a\nbcd\nef", start: 3, end: 7 }, "quote");
  expect(once.text).toBe("a\n> bcd\n> ef");
  expect(markSelection(once, "quote").text).toBe("a\nbcd\nef");
});

test("a link gets its address", () => {
  const marked = markSelection({ text: "our site", start: 4, end: 8 }, "link", "https://example.org");
  expect(marked.text).toBe("our [site](https://example.org)");
});
