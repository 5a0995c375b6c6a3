/** Texts: entities, parse modes, limits. */
import { describe, expect, it } from "vitest";
import { openTown } from "./town.ts";

const ANNA = 1001;

describe("sending text", () => {
  it.each([
    ["", "Bad Request: message text is empty"],
    [" \n ", "Bad Request: text must be non-empty"],
    ["x".repeat(4097), "Bad Request: message is too long"],
    ["x".repeat(40_000), "Bad Request: text is too long"],
  ])("refuses a text that is empty or too long (%#)", async (text, description) => {
    const { call } = await openTown();
    expect(await call("sendMessage", { chat_id: ANNA, text })).toMatchObject({
      error_code: 400,
      description,
    });
  });

  it("counts code points, not UTF-16 units", async () => {
    const { call } = await openTown();
    expect((await call("sendMessage", { chat_id: ANNA, text: "🔔".repeat(4096) })).ok).toBe(true);
  });

  it("trims white space outside, and moves the entities along", async () => {
    const { call } = await openTown();
    const { result } = await call("sendMessage", {
      chat_id: ANNA,
      text: "  \n hello world \n",
      entities: [{ type: "bold", offset: 10, length: 9 }],
    });
    expect(result.text).toBe("hello world");
    expect(result.entities).toEqual([{ type: "bold", offset: 6, length: 5 }]);
  });

  it.each([
    ["<b>bold</b> <i>it</i>", "bold it", ["bold:0:4", "italic:5:2"]],
    [
      "<u><s>x</s></u><tg-spoiler>y</tg-spoiler>",
      "xy",
      ["underline:0:1", "strikethrough:0:1", "spoiler:1:1"],
    ],
    ['<span class="tg-spoiler">y</span>', "y", ["spoiler:0:1"]],
    ["<code>a</code><pre>b</pre>", "ab", ["code:0:1", "pre:1:1"]],
    ["<blockquote expandable>q</blockquote>", "q", ["expandable_blockquote:0:1"]],
    ["a &lt;b&gt; &amp; &quot;c&quot; &#65;&#x42;", 'a <b> & "c" AB', []],
    ["🔔<b>x</b>", "🔔x", ["bold:2:1"]],
    ["<b>x <i>y</b>", undefined, 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'],
    ["<b>x", undefined, 'Can\'t find end tag corresponding to start tag "b"'],
    ["<h1>x</h1>", undefined, 'Unsupported start tag "h1" at byte offset 0'],
    ["x</b>", undefined, "Unexpected end tag at byte offset 1"],
    ["ä < b", undefined, 'Unsupported start tag "" at byte offset 3'],
    ["x <b", undefined, "Unclosed start tag at byte offset 2"],
  ])("parses HTML as the server does: %s", async (html, text, expected) => {
    const { call } = await openTown();
    const answer = await call("sendMessage", { chat_id: ANNA, text: html, parse_mode: "HTML" });
    if (text === undefined) {
      expect(answer.description).toBe(`Bad Request: can't parse entities: ${expected}`);
      return;
    }
    expect(answer.result.text).toBe(text);
    const found = (answer.result.entities ?? []) as { type: string; offset: number; length: number }[];
    expect(found.map((entity) => `${entity.type}:${entity.offset}:${entity.length}`)).toEqual(expected);
  });

  it("keeps a link's address and a code block's language", async () => {
    const { call } = await openTown();
    const { result } = await call("sendMessage", {
      chat_id: ANNA,
      text: '<a href="https://example.org/?a=1&amp;b=2">here</a> <pre><code class="language-ts">let x</code></pre>',
      parse_mode: "HTML",
    });
    expect(result.entities).toEqual([
      { type: "text_link", offset: 0, length: 4, url: "https://example.org/?a=1&b=2" },
      { type: "pre", offset: 5, length: 5, language: "ts" },
    ]);
  });

  it.each([
    ["*b* _i_ __u__ ~s~ ||p||", "b i u s p", ["bold", "italic", "underline", "strikethrough", "spoiler"]],
    ["`c` [l](https://x.org)", "c l", ["code", "text_link"]],
    ["1\\. done\\!", "1. done!", []],
  ])("parses MarkdownV2: %s", async (markdown, text, types) => {
    const { call } = await openTown();
    const { result } = await call("sendMessage", {
      chat_id: ANNA,
      text: markdown,
      parse_mode: "MarkdownV2",
    });
    expect(result.text).toBe(text);
    expect((result.entities ?? []).map((entity: { type: string }) => entity.type)).toEqual(types);
  });

  it.each([
    ["really!", "Character '!' is reserved and must be escaped with the preceding '\\'"],
    ["*bold", "Can't find end of Bold entity at byte offset 0"],
  ])("refuses broken MarkdownV2: %s", async (text, reason) => {
    const { call } = await openTown();
    const answer = await call("sendMessage", { chat_id: ANNA, text, parse_mode: "MarkdownV2" });
    expect(answer.description).toBe(`Bad Request: can't parse entities: ${reason}`);
  });

  it.each([
    [{ type: "bold", offset: -1, length: 2 }, "receive an entity with incorrect offset -1"],
    [{ type: "bold", offset: 0, length: -2 }, "receive an entity with incorrect length -2"],
    [{ type: "bold", length: 2 }, `can't parse MessageEntity: Can't find field "offset"`],
    [{ type: "loud", offset: 0, length: 2 }, "can't parse MessageEntity: Unsupported type specified"],
    [{ type: "text_link", offset: 0, length: 2 }, `can't parse MessageEntity: Can't find field "url"`],
  ])("refuses an impossible entity: %j", async (entity, reason) => {
    const { call } = await openTown();
    const answer = await call("sendMessage", { chat_id: ANNA, text: "hello", entities: [entity] });
    expect(answer.description).toBe(`Bad Request: ${reason}`);
  });

  it("cuts an entity that reaches beyond the text", async () => {
    const { call } = await openTown();
    const entities = [{ type: "bold", offset: 3, length: 99 }];
    const { result } = await call("sendMessage", { chat_id: ANNA, text: "hello", entities });
    expect(result.entities).toEqual([{ type: "bold", offset: 3, length: 2 }]);
  });

  it("finds links, mentions, hashtags and commands in what people write", async () => {
    const { telegram, anna, channel } = await openTown();
    const { entities } = telegram.sendText(anna, channel, "/go see https://x.org/a. @anna #news a@b.org");
    expect(entities?.map((entity) => [entity.type, entity.offset, entity.length])).toEqual([
      ["bot_command", 0, 3],
      ["url", 8, 15],
      ["mention", 25, 5],
      ["hashtag", 31, 5],
      ["email", 37, 7],
    ]);
  });

  it("accepts forms and query strings as well as JSON", async () => {
    const { url, telegram } = await openTown();
    const root = `${url}/bot7000000001:AAtest_token`;
    await fetch(`${root}/sendMessage?chat_id=${ANNA}&text=query`);
    await fetch(`${root}/SENDMESSAGE`, {
      method: "POST",
      body: new URLSearchParams({ chat_id: String(ANNA), text: "form" }),
    });
    expect(telegram.messages(ANNA).map((message) => message.text)).toEqual(["/start", "query", "form"]);
  });
});

describe("keyboards", () => {
  const button = (fields: object) => ({ inline_keyboard: [[{ text: "x", ...fields }]] });

  it.each([
    [button({ callback_data: "d".repeat(65) }), "BUTTON_DATA_INVALID"],
    [button({ callback_data: "ü".repeat(33) }), "BUTTON_DATA_INVALID"],
    [button({}), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"],
    [
      { inline_keyboard: [[{ callback_data: "x" }]] },
      `can't parse inline keyboard button: Can't find field "text"`,
    ],
    [
      button({ url: "no spaces here" }),
      "inline keyboard button URL 'no spaces here' is invalid: Wrong HTTP URL",
    ],
    [
      { inline_keyboard: [{ text: "x" }] },
      `field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`,
    ],
  ])("refuses %j", async (reply_markup, reason) => {
    const { call } = await openTown();
    const answer = await call("sendMessage", { chat_id: ANNA, text: "hi", reply_markup });
    expect(answer.description).toBe(`Bad Request: ${reason}`);
  });

  it("takes 64 bytes of callback data, and keyboards that are not inline", async () => {
    const { call } = await openTown();
    const inline = { chat_id: ANNA, text: "hi", reply_markup: button({ callback_data: "ü".repeat(32) }) };
    expect((await call("sendMessage", inline)).result.reply_markup).toEqual(inline.reply_markup);
    const reply_markup = { keyboard: [["yes", { text: "no" }]] };
    const other = await call("sendMessage", { chat_id: ANNA, text: "hi", reply_markup });
    expect(other).toMatchObject({ ok: true });
    expect(other.result.reply_markup).toBeUndefined();
  });
});
