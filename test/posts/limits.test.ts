import { describe, expect, test } from "vitest";
import type { AlbumItem, AlbumKind, Content, MediaContent, PollContent } from "../../src/posts/content.ts";
import {
  checkContent,
  checkDestination,
  checkExplanation,
  checkOption,
  checkQuestion,
  lengthInCodePoints,
} from "../../src/posts/limits.ts";

const text = (text: string): Content => ({ kind: "text", text, entities: [] });
const photo = (caption: string): Content => ({
  kind: "photo",
  fileId: "photo",
  caption,
  captionEntities: [],
});
const plain = (text: string) => ({ text, entities: [] });

function album(...kinds: AlbumKind[]): { kind: "album"; items: AlbumItem[] } {
  return {
    kind: "album",
    items: kinds.map((kind) => ({ kind, fileId: kind, caption: "", captionEntities: [] })),
  };
}

function poll(changes: Partial<PollContent> = {}): PollContent {
  const options = [plain("Yes"), plain("No")];
  return { kind: "poll", question: plain("Ready?"), options, anonymous: true, multiple: false, ...changes };
}

function quiz(correct: number[], explanation = ""): PollContent {
  return poll({ quiz: { correct, explanation: plain(explanation) } });
}

test("lengths are counted in code points", () => {
  expect(lengthInCodePoints("")).toBe(0);
  expect(lengthInCodePoints("añ🎄")).toBe(3);
  expect(lengthInCodePoints("👨‍👩‍👧")).toBe(5);
});

describe("text", () => {
  test("takes 1 to 4096 code points, emoji counted as one", () => {
    expect(checkContent(text("a"))).toEqual([]);
    expect(checkContent(text("🎄".repeat(4096)))).toEqual([]);
    expect(checkContent(text("🎄".repeat(4097)))).toEqual([
      { code: "text_too_long", length: 4097, limit: 4096 },
    ]);
  });

  test("is measured after Telegram's trimming", () => {
    expect(checkContent(text(`\n ${"a".repeat(4096)} \n`))).toEqual([]);
    expect(checkContent(text(" \n "))).toEqual([{ code: "text_empty" }]);
  });
});

describe("a text below media", () => {
  const withBelow = (text: string, caption = "") =>
    checkContent({ ...(photo(caption) as MediaContent), following: { kind: "text", text, entities: [] } });

  test("takes as much as a message, whatever the caption takes", () => {
    expect(withBelow("🎄".repeat(4096), "a".repeat(1024))).toEqual([]);
    expect(withBelow("🎄".repeat(4097))).toEqual([{ code: "following_too_long", length: 4097, limit: 4096 }]);
    expect(withBelow(" \n ")).toEqual([{ code: "following_empty" }]);
    expect(withBelow("", "a".repeat(1025)).map(({ code }) => code)).toEqual([
      "caption_too_long",
      "following_empty",
    ]);
  });

  test("may stand below an album", () => {
    const following = { kind: "text" as const, text: "Below", entities: [] };
    expect(checkContent({ ...album("photo", "video"), following })).toEqual([]);
  });
});

describe("a caption", () => {
  test("takes 0 to 1024 code points", () => {
    expect(checkContent(photo(""))).toEqual([]);
    expect(checkContent(photo("ä".repeat(1024)))).toEqual([]);
    expect(checkContent(photo("ä".repeat(1030)))).toEqual([
      { code: "caption_too_long", length: 1030, limit: 1024 },
    ]);
  });

  test("of an album says which item's it is", () => {
    const content = album("photo", "video");
    content.items[1]!.caption = "a".repeat(1025);
    const problem = { code: "caption_too_long", length: 1025, limit: 1024, item: 1 };
    expect(checkContent(content)).toEqual([problem]);
  });
});

describe("an album", () => {
  test.each<AlbumKind[][]>([
    [["photo", "photo"]],
    [["photo", "video"]],
    [["audio", "audio"]],
    [["document", "document"]],
    [Array.from({ length: 10 }, () => "photo" as const)],
  ])("of %j is fine", (kinds) => {
    expect(checkContent(album(...kinds))).toEqual([]);
  });

  test.each<AlbumKind[][]>([[["photo", "audio"]], [["document", "video"]], [["audio", "document"]]])(
    "of %j is mixed",
    (kinds) => {
      expect(checkContent(album(...kinds))).toEqual([{ code: "album_mixed", kinds }]);
    },
  );

  test("has 2 to 10 items", () => {
    expect(checkContent(album())).toEqual([{ code: "album_too_small", count: 0, least: 2 }]);
    expect(checkContent(album("photo"))).toEqual([{ code: "album_too_small", count: 1, least: 2 }]);
    const eleven = album(...Array.from({ length: 11 }, () => "photo" as const));
    expect(checkContent(eleven)).toEqual([{ code: "album_too_large", count: 11, most: 10 }]);
  });
});

describe("a poll", () => {
  test("with a question and options is fine", () => {
    expect(checkContent(poll())).toEqual([]);
    expect(checkContent(poll({ options: [plain("Only")] }))).toEqual([]);
    expect(checkContent(poll({ options: [plain("Same"), plain("Same")] }))).toEqual([]);
  });

  test("has a question of 1 to 300", () => {
    expect(checkQuestion("a".repeat(300))).toEqual([]);
    expect(checkQuestion("  ")).toEqual([{ code: "question_empty" }]);
    expect(checkQuestion("a".repeat(301))).toEqual([{ code: "question_too_long", length: 301, limit: 300 }]);
    expect(checkContent(poll({ question: plain("") }))).toEqual([{ code: "question_empty" }]);
  });

  test("has 1 to 12 options of 1 to 100", () => {
    const options = (count: number) => Array.from({ length: count }, (_, index) => plain(`Option ${index}`));
    expect(checkContent(poll({ options: [] }))).toEqual([{ code: "too_few_options", count: 0, least: 1 }]);
    expect(checkContent(poll({ options: options(12) }))).toEqual([]);
    expect(checkContent(poll({ options: options(13) }))).toEqual([
      { code: "too_many_options", count: 13, most: 12 },
    ]);
    expect(checkContent(poll({ options: [plain("a".repeat(101)), plain(" ")] }))).toEqual([
      { code: "option_too_long", option: 0, length: 101, limit: 100 },
      { code: "option_empty", option: 1 },
    ]);
  });

  test("takes one option more up to the twelfth", () => {
    const existing = (count: number) => Array.from({ length: count }, () => plain("x"));
    expect(checkOption("y", existing(0))).toEqual([]);
    expect(checkOption("y", existing(11))).toEqual([]);
    expect(checkOption("y", existing(12))).toEqual([{ code: "too_many_options", count: 13, most: 12 }]);
    expect(checkOption("", existing(2))).toEqual([{ code: "option_empty", option: 2 }]);
    const problem = { code: "option_too_long", option: 2, length: 104, limit: 100 };
    expect(checkOption("y".repeat(104), existing(2))).toEqual([problem]);
    expect(checkOption(" x ", existing(2))).toEqual([{ code: "option_repeated", option: 2 }]);
  });

  test("that shows who voted goes to groups, not to channels", () => {
    const open = poll({ anonymous: false });
    expect(checkDestination(open, "channel")).toEqual([{ code: "public_poll_in_channel" }]);
    expect(checkDestination(open, "group")).toEqual([]);
    expect(checkDestination(open, "supergroup")).toEqual([]);
    expect(checkDestination(poll(), "channel")).toEqual([]);
    expect(checkDestination(text("hi"), "channel")).toEqual([]);
  });
});

describe("a quiz", () => {
  test("has at least one correct option, all of them existing and ascending", () => {
    expect(checkContent(quiz([1]))).toEqual([]);
    expect(checkContent(quiz([0, 1]))).toEqual([]);
    expect(checkContent(quiz([]))).toEqual([{ code: "quiz_without_correct_option" }]);
    for (const [correct, option] of [
      [[2], 2],
      [[-1], -1],
      [[0.5], 0.5],
      [[1, 0], 0],
      [[0, 0], 0],
    ] as const) {
      expect(checkContent(quiz([...correct]))).toEqual([{ code: "quiz_correct_option_invalid", option }]);
    }
  });

  test("explains in 0 to 200 with at most 2 line feeds", () => {
    expect(checkExplanation("")).toEqual([]);
    expect(checkExplanation(`${"a".repeat(198)}\n🎄\n`)).toEqual([]);
    expect(checkExplanation("a\nb\nc")).toEqual([]);
    const lines = { code: "explanation_too_many_lines", lineFeeds: 3, limit: 2 };
    expect(checkExplanation("a\nb\n\nc")).toEqual([lines]);
    expect(checkContent(quiz([0], "a".repeat(201)))).toEqual([
      { code: "explanation_too_long", length: 201, limit: 200 },
    ]);
  });
});

test("every problem of a content is reported at once", () => {
  const content = poll({
    question: plain(""),
    options: [],
    quiz: { correct: [], explanation: plain("a\n\n\nb") },
  });
  expect(checkContent(content).map((problem) => problem.code)).toEqual([
    "question_empty",
    "too_few_options",
    "quiz_without_correct_option",
    "explanation_too_many_lines",
  ]);
});
