import { expect, test } from "vitest";
import type { Content } from "../../src/posts/content.ts";
import { excerpt } from "../../src/posts/excerpt.ts";

const text = (text: string): Content => ({ kind: "text", text, entities: [] });
const captioned = (caption: string) => ({ fileId: "file", caption, captionEntities: [] });

test.each([
  ["Good morning", 40, "Good morning"],
  ["\n  \n  Good   morning\t all \nsecond line", 40, "Good morning all"],
  ["Good morning to all of you", 12, "Good mornin…"],
  ["Good old morning to all of you", 12, "Good old…"],
  ["Good morning to all of you", 13, "Good morning…"],
  ["Good morning, to all of you", 14, "Good morning…"],
  ["Good morning to all of you", 26, "Good morning to all of you"],
  ["A Donaudampfschifffahrtsgesellschaft", 12, "A Donaudamp…"],
  ["Donaudampfschifffahrt", 12, "Donaudampfs…"],
  ["👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 3, "👨‍👩‍👧👨‍👩‍👧…"],
  ["🎄🎄🎄🎄", 4, "🎄🎄🎄🎄"],
  ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
  ["", 40, ""],
  [" \n ", 40, ""],
])("the excerpt of %j in %i characters is %j", (source, max, expected) => {
  expect(excerpt(text(source), max)).toBe(expected);
});

test("is at most 40 characters unless told otherwise", () => {
  expect(excerpt(text("word ".repeat(50)))).toBe("word word word word word word word word…".slice(0, 40));
});

test("media speak by their caption, albums by their first one, polls by their question", () => {
  expect(excerpt({ kind: "photo", ...captioned("A bell\ntower") })).toBe("A bell");
  expect(excerpt({ kind: "voice", ...captioned("") })).toBe("");
  const items = ["", " ", "Second", "Third"].map((caption) => ({
    kind: "photo" as const,
    ...captioned(caption),
  }));
  expect(excerpt({ kind: "album", items })).toBe("Second");
  expect(excerpt({ kind: "album", items: items.slice(0, 2) })).toBe("");
  const question = { text: "Ready?", entities: [] };
  expect(excerpt({ kind: "poll", question, options: [], anonymous: true, multiple: false })).toBe("Ready?");
});

test("media without a caption speak by the text below them", () => {
  const following = { kind: "text" as const, text: "Below\nit", entities: [] };
  const photo = { kind: "photo" as const, ...captioned(" ") };
  expect(excerpt({ ...photo, following })).toBe("Below");
  expect(excerpt({ ...photo, caption: "Above", following })).toBe("Above");
  expect(excerpt({ kind: "album", items: [photo, photo], following })).toBe("Below");
});

test("never leaves half a character, wherever it is cut", () => {
  const source = "🎄🇩🇪 a👩🏽‍🚒 bé ñ 👨‍👩‍👧‍👦 end of the line";
  const whole = Array.from(new Intl.Segmenter("en").segment(source), ({ segment }) => segment);
  for (let max = 1; max < 40; max += 1) {
    const cut = excerpt(text(source), max);
    const kept = Array.from(
      new Intl.Segmenter("en").segment(cut.replace(/…$/, "")),
      ({ segment }) => segment,
    );
    expect(whole.slice(0, kept.length)).toEqual(kept);
    expect(kept.length).toBeLessThanOrEqual(max);
    expect(cut.isWellFormed()).toBe(true);
  }
});
