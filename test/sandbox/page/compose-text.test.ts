/** Markers in what people type, and the entities that come of them. */
import { describe, expect, test } from "vitest";
import { type FormattedText, readMarkers } from "../../../src/sandbox/page/compose-text.ts";
import { writeMarkers } from "../../../src/sandbox/page/write-markers.ts";

/** Entities in short: type, and the text that each covers. */
function parts({ text, entities }: FormattedText): string[] {
  return entities.map(({ type, offset, length }) => `${type}: ${text.slice(offset, offset + length)}`);
}

describe("typed markers", () => {
  test.each([
    ["**a**", "a", ["bold: a"]],
    ["__a b__", "a b", ["italic: a b"]],
    ["<u>a</u>", "a", ["underline: a"]],
    ["~~a~~", "a", ["strikethrough: a"]],
    ["||a||", "a", ["spoiler: a"]],
    ["`a ** b`", "a ** b", ["code: a ** b"]],
    ["x **bold __both__** y", "x bold both y", ["bold: bold both", "italic: both"]],
    ["un**believ**able", "unbelievable", ["bold: believ"]],
    ["**a****b**", "ab", ["bold: a", "bold: b"]],
  ])("%s becomes %s with its entities", (typed, text, expected) => {
    const read = readMarkers(typed);
    expect(read.text).toBe(text);
    expect(parts(read)).toEqual(expected);
  });

  test.each([
    "2 ** 3 ** 4",
    "C++ and C++",
    "a || b || c",
    "**open",
    "close**",
    "[not a link](just words)",
    ">no blank",
    "****",
  ])("%s stays as it is", (typed) => {
    expect(readMarkers(typed)).toEqual({ text: typed.trim(), entities: [] });
  });

  test("a stray marker inside a span is text, and the entities after it stay in place", () => {
    const read = readMarkers("**a ~~b __c__ d**");
    expect(read.text).toBe("a ~~b c d");
    expect(parts(read)).toEqual(["bold: a ~~b c d", "italic: c"]);
  });

  test("offsets are counted in UTF-16 units, so emoji count as the apps count them", () => {
    const read = readMarkers("👩‍🚀 **né 🎉**!");
    expect(read).toEqual({ text: "👩‍🚀 né 🎉!", entities: [{ type: "bold", offset: 6, length: 5 }] });
  });

  test("a link takes its address, with https:// where it was left out", () => {
    const read = readMarkers("see [the **site**](example.org/a_(b)) or [mail](mailto:a@b.org)");
    expect(read.text).toBe("see the site or mail");
    expect(read.entities).toEqual([
      { type: "text_link", url: "https://example.org/a_(b)", offset: 4, length: 8 },
      { type: "bold", offset: 8, length: 4 },
      { type: "text_link", url: "mailto:a@b.org", offset: 16, length: 4 },
    ]);
  });

  test("underscores in an address are not formatting, and formatting around an address is", () => {
    expect(readMarkers("https://example.org/__a__/b")).toEqual({
      text: "https://example.org/__a__/b",
      entities: [],
    });
    expect(parts(readMarkers("**https://example.org**"))).toEqual(["bold: https://example.org"]);
  });

  test("a fenced block keeps its lines and names its language", () => {
    const read = readMarkers("run\n```sh\nnpm start\n> out\n```\ndone");
    expect(read.text).toBe("run\nnpm start\n> out\ndone");
    expect(read.entities).toEqual([{ type: "pre", language: "sh", offset: 4, length: 15 }]);
  });

  test("lines with > are one quote, with >> a collapsible one", () => {
    const read = readMarkers("before\n> one **b**\n> two\nbetween\n>> three");
    expect(read.text).toBe("before\none b\ntwo\nbetween\nthree");
    expect(parts(read)).toEqual(["blockquote: one b\ntwo", "bold: b", "expandable_blockquote: three"]);
  });

  test("blanks around the whole are cut off and the entities move with the text", () => {
    expect(readMarkers("\n  **a**  \n")).toEqual({
      text: "a",
      entities: [{ type: "bold", offset: 0, length: 1 }],
    });
    expect(readMarkers("   ")).toEqual({ text: "", entities: [] });
  });
});

test.each([
  "plain",
  "**__both__** and **bold __part__**",
  "<u>u</u> ~~s~~ ||hidden|| `code`",
  "👍 [link **bold**](https://example.org/) end",
  "a\n> quote **bold**\n> more\nz",
  ">> long\n>> quote",
  "```ts\nconst a = 1;\n```",
  "**one**\n\n__two__",
])("what was sent can be edited: %s gives the same text and entities again", (typed) => {
  const sent = readMarkers(typed);
  expect(readMarkers(writeMarkers(sent))).toEqual(sent);
});
