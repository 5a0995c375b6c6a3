/** Where both read the same, what Belfry makes of markup is held against what the sandbox, as Telegram, makes of it. */
import { describe, expect, test } from "vitest";
import { readHtml } from "../../src/posts/html-markup.ts";
import { readMarkdown } from "../../src/posts/markdown-markup.ts";
import { parseHtml } from "../../src/sandbox/telegram/html.ts";
import { parseMarkdown } from "../../src/sandbox/telegram/markdown.ts";

const shape = ({ text, entities }: { text: string; entities: object[] }) => ({
  text,
  // The order of entities in the same place is nobody's concern.
  entities: entities.map((entity) => JSON.stringify(entity, Object.keys(entity).sort())).sort(),
});

describe("HTML", () => {
  test.each([
    "plain, with 3 &lt; 4 &amp; &quot;quotes&quot; and an 👩‍👩‍👧",
    "<b>bold <i>and <u>under</u></i></b> <s>gone</s> <tg-spoiler>secret</tg-spoiler>",
    "<a href=\"https://example.com/?a=1&amp;b=2\">a link</a> and <a href='tg://user?id=1'>somebody</a>",
    '<pre><code class="language-python">print("x &lt; y")</code></pre>',
    "<pre>plain block</pre><code>inline</code>",
    "<blockquote>a quotation</blockquote>\n<blockquote expandable>a long one</blockquote>",
    '<span class="tg-spoiler">hidden</span> <tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
    "&#128512; &#x1F600; AT&T <STRONG>loud</STRONG>",
    "<b></b>nothing inside",
  ])("reads %j as Telegram does", (source) => {
    const read = readHtml(source);
    expect(read).toMatchObject({ ok: true });
    if (read.ok) expect(shape(read)).toEqual(shape(parseHtml(source)));
  });

  test.each([
    ["<b>bold", "<b> is never closed", 0],
    ["a <b><i>x</b></i>", "</b> stands where </i> must close <i>", 9],
    ["x</b>", "</b> closes nothing", 1],
    ["3 < 4", "a < that begins no tag must be written &lt;", 2],
    ["<h1>x</h1>", "Telegram knows no tag <h1>", 0],
    ['<a href="javascript:alert(1)">x</a>', '"javascript:alert(1)" is no address to link to', 0],
    ["<span>x</span>", '<span> needs class="tg-spoiler"', 0],
    ["<tg-emoji>x</tg-emoji>", "<tg-emoji> needs an emoji-id of digits", 0],
    ["&#0;", "&#0; is no character", 0],
  ])("refuses %j: %s", (source, why, at) => {
    expect(readHtml(source)).toEqual({ ok: false, why, at });
  });
});

describe("MarkdownV2", () => {
  test.each([
    "plain\\. With an 👩‍👩‍👧\\!",
    "*bold _and __under___* ~gone~ ||secret||",
    "[a link](https://example.com/a\\)b) [somebody](tg://user?id=1)",
    "`inline \\` tick` and ```python\nprint(1)\n```",
    ">a quotation\n>of two lines\nafter it",
    "a\\_b\\*c\\\\d",
  ])("reads %j as Telegram does", (source) => {
    const read = readMarkdown(source);
    expect(read).toMatchObject({ ok: true });
    if (read.ok) expect(shape(read)).toEqual(shape(parseMarkdown(source)));
  });

  test("reads custom emoji and quotations that expand, of which the sandbox knows nothing", () => {
    expect(readMarkdown("![👍](tg://emoji?id=5368324170671202286)")).toEqual({
      ok: true,
      text: "👍",
      entities: [{ type: "custom_emoji", offset: 0, length: 2, custom_emoji_id: "5368324170671202286" }],
    });
    expect(readMarkdown(">short\n**>long\n>and longer||\nafter")).toEqual({
      ok: true,
      text: "short\nlong\nand longer\nafter",
      entities: [
        { type: "blockquote", offset: 0, length: 5 },
        { type: "expandable_blockquote", offset: 6, length: 15 },
      ],
    });
  });

  test.each([
    ["3.5", "the character . must be written \\.", 1],
    ["*bold", "* is never closed", 0],
    ["*a _b* c_", "* closes what _ inside it leaves open", 5],
    ["`code", "the code that begins here never ends", 0],
    ["[words]", "the text in brackets is not followed by an address in parentheses", 6],
    ["[words](no where)", '"no where" is no address for this', 6],
    ["![x](https://example.com)", '"https://example.com" is no address for this', 3],
  ])("refuses %j: %s", (source, why, at) => {
    expect(readMarkdown(source)).toEqual({ ok: false, why, at });
  });
});
