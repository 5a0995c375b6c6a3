import { describe, expect, it, test } from "vitest";
import { type Content, messageCount } from "../../src/posts/content.ts";
import { knownMessageIds, nextPart, partsOf } from "../../src/posts/parts.ts";

const text = (text: string) => ({ kind: "text" as const, text, entities: [] });
const photo = { kind: "photo" as const, fileId: "a", caption: "Picture", captionEntities: [] };
const item = { kind: "video" as const, fileId: "b", caption: "", captionEntities: [] };
const album = { kind: "album" as const, items: [photo, item, item] };
const poll: Content = {
  kind: "poll",
  question: { text: "Tea?", entities: [] },
  options: [],
  anonymous: true,
  multiple: false,
};
const below = text("Below");

test.each<[string, Content, Content[], number]>([
  ["a text", text("Hello"), [text("Hello")], 1],
  ["a picture", photo, [photo], 1],
  ["an album", album, [album], 3],
  ["a poll", poll, [poll], 1],
  ["a picture with a text below", { ...photo, following: below }, [photo, below], 2],
  ["an album with a text below", { ...album, following: below }, [album, below], 4],
])("%s goes out in its parts", (_, content, parts, messages) => {
  expect(partsOf(content)).toEqual(parts);
  expect(messageCount(content)).toBe(messages);
  expect(parts.reduce((sum, part) => sum + messageCount(part), 0)).toBe(messages);
});

describe("the next part", () => {
  const content = { ...photo, following: below };

  it("is the first until something is out, and the one after that then", () => {
    expect(nextPart(content, null)).toEqual({ part: photo, isLast: false });
    expect(nextPart(content, [[7]])).toEqual({ part: below, isLast: true });
    // It appeared, nobody knows under which id.
    expect(nextPart(content, [[]])).toEqual({ part: below, isLast: true });
  });

  it("is the last where there is only one", () => {
    expect(nextPart(photo, null)).toEqual({ part: photo, isLast: true });
  });
});

test("the ids that are known are those of all messages, or of the parts that are out", () => {
  expect(knownMessageIds({ messageIds: null, partMessageIds: null })).toEqual([]);
  expect(knownMessageIds({ messageIds: [5, 6, 7], partMessageIds: [[5, 6]] })).toEqual([5, 6, 7]);
  expect(knownMessageIds({ messageIds: null, partMessageIds: [[5, 6]] })).toEqual([5, 6]);
  // A person said that the last part had appeared.
  expect(knownMessageIds({ messageIds: [], partMessageIds: [[5, 6]] })).toEqual([5, 6]);
});
