/** What programs do through the admin API, and what people see of it. */
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { Config } from "../../src/config.ts";
import { tokenAllowance } from "../../src/http/admin/tokens.ts";
import { apiClient, text, withTokens } from "../support/api-client.ts";
import { startBelfry } from "../support/belfry.ts";
import { picture } from "../support/picture.ts";
import { join, openPost, rows, schedule } from "../support/posts.ts";

async function startWithWebsite(config: Partial<Config> = {}) {
  const belfry = await startBelfry({ config: { ...withTokens("website", "archive"), ...config } });
  return { ...belfry, belfry, website: apiClient(belfry, "website"), archive: apiClient(belfry, "archive") };
}

const schedulePath = "/publishing/schedule";

describe("scheduling", () => {
  test("a program's post goes out at its minute, and the first owner is told as of any post", async () => {
    const { ada, belfry, website, news, crew, posts, logged, travelTo } = await startWithWebsite();
    const { status, headers, body } = await website.posts(schedulePath, {
      content: { kind: "text", text: { text: "<b>Bells</b> at noon", parse_mode: "HTML" } },
      destinations: ["@the_news", crew],
      due: { local: "2026-11-22T12:00" },
    });
    expect([status, headers.get("location")]).toEqual([201, `/publishing/schedule/${body.post.id}`]);
    expect(body.time).toMatchObject({ taken: "2026-11-22T11:00:00.000Z", difference: null });
    await openPost(ada, "Bells at noon");
    expect(ada.sees()).toContain("Sun 22 Nov 2026, 12:00 (Europe/Berlin)");
    await travelTo("2026-11-22 12:00");
    expect([...posts(news), ...posts(crew)]).toEqual(["Bells at noon", "Bells at noon"]);
    expect(ada.sees()).toContain("✅ Published: 📝 Bells at noon");
    const { body: post } = await website.gets(`${schedulePath}/${body.post.id}`);
    const [{ trace }] = rows(belfry, "select trace from posts") as [{ trace: string }];
    expect(logged.join("")).toMatch(new RegExp(`"trace":"${trace}"[^\n]+POST`));
    expect(post).toMatchObject({
      status: "published",
      deliveries: [{ links: ["https://t.me/the_news/1"] }, {}],
    });
  });

  test("formatting arrives as it was written, in HTML, in MarkdownV2 and as entities", async () => {
    const { website, news, messages, travelTo } = await startWithWebsite();
    const bold = [{ type: "bold", offset: 0, length: 5 }];
    for (const content of [
      { text: "<b>Bells</b> &amp; more", parse_mode: "HTML" },
      { text: "*Bells* & more", parse_mode: "MarkdownV2" },
      { text: "Bells & more", entities: bold },
    ])
      await website.posts(schedulePath, text(content as never));
    await travelTo("2026-11-22 12:00");
    expect(messages(news).map(({ text, entities }) => ({ text, entities }))).toEqual(
      Array(3).fill({ text: "Bells & more", entities: bold }),
    );
  });

  test("polls, quizzes and albums go out as they are described", async () => {
    const { website, news, messages, posts, travelTo } = await startWithWebsite();
    const photo = async () => (await website.uploads("photo", picture, "bell.png")).body.id;
    const contents = [
      { kind: "poll", question: "Which bell?", options: ["Great", "Small"], multiple: true },
      {
        kind: "poll",
        question: "Who cast it?",
        options: ["Tom", "Ann"],
        quiz: { correct: [1], explanation: { text: "It <i>says</i> so", parse_mode: "HTML" } },
      },
      {
        kind: "album",
        items: [
          { kind: "photo", media: await photo(), caption: "The tower" },
          { kind: "photo", media: await photo() },
        ],
        following: { text: "More below" },
      },
    ];
    for (const [minute, content] of contents.entries()) {
      const { status } = await website.posts(schedulePath, {
        ...{ content, destinations: ["@the_news"], due: { local: `2026-11-22T12:0${minute}` } },
      });
      expect(status).toBe(201);
    }
    await travelTo("2026-11-22 12:05");
    expect(posts(news)).toEqual(["Which bell?", "Who cast it?", "The tower", "", "More below"]);
    expect(messages(news)[0]?.poll).toMatchObject({ allows_multiple_answers: true, is_anonymous: true });
    expect(messages(news)[1]?.poll).toMatchObject({ type: "quiz", correct_option_ids: [1] });
  });

  test("a content that was read may be scheduled again as it is", async () => {
    const { website } = await startWithWebsite();
    const contents = [
      {
        kind: "text",
        text: { text: "_Once_", parse_mode: "MarkdownV2" },
        link_preview: { is_disabled: true },
      },
      { kind: "poll", question: "Again?", options: ["Yes"], quiz: { correct: [0] }, open_period: 60 },
      {
        kind: "photo",
        file_id: "AgACAgIAAxk",
        caption: "Once more",
        spoiler: true,
        following: { text: "Below" },
      },
    ];
    for (const content of contents) {
      const first = await website.posts(schedulePath, { ...text(""), content });
      const second = await website.posts(schedulePath, { ...text(""), content: first.body.post.content });
      expect(second.body.post.content).toEqual(first.body.post.content);
    }
  });

  test("refuses what Telegram would not take, and says where and why", async () => {
    const { belfry, website } = await startWithWebsite();
    const wrong: [string, unknown, string, string][] = [
      ["a text that is empty", { kind: "text", text: " " }, "/content/text", "There is no text in it"],
      ["a text that is too long", { kind: "text", text: "x".repeat(4100) }, "/content/text", "Please cut 4"],
      [
        "markup that is wrong",
        { kind: "text", text: { text: "<b>x", parse_mode: "HTML" } },
        "/content/text/text",
        "At character 1: <b> is never closed.",
      ],
      [
        "an entity beyond the text",
        { kind: "text", text: { text: "x", entities: [{ type: "bold", offset: 0, length: 5 }] } },
        "/content/text/entities/0",
        "ends at 5",
      ],
      [
        "an album of one",
        { kind: "album", items: [{ kind: "photo", file_id: "x" }] },
        "/content/items",
        "at least",
      ],
      [
        "a caption that is too long",
        { kind: "photo", file_id: "x", caption: "x".repeat(1025) },
        "/content/caption",
        "1,024",
      ],
      ["a file that is none", { kind: "photo" }, "/content", "Give either media"],
      [
        "an upload that is not there",
        { kind: "photo", media: "6f1c2f5e-0a4b-4c58-9d1e-2b7f3a9c8d10" },
        "/content/media",
        "no such upload",
      ],
      [
        "an option that is empty",
        { kind: "poll", question: "x", options: ["a", ""] },
        "/content/options/1",
        "Option 2",
      ],
      [
        "formatting that a poll's option would lose",
        { kind: "poll", question: "x", options: [{ text: "<b>a</b>", parse_mode: "HTML" }] },
        "/content/options/0",
        "no formatting but custom emoji",
      ],
      [
        "a poll's description that is too long",
        { kind: "poll", question: "x", options: ["a"], description: "x".repeat(1025) },
        "/content/description",
        "1,024",
      ],
      [
        "a text below that is empty",
        { kind: "photo", file_id: "x", following: { text: " " } },
        "/content/following/text",
        "nothing to read",
      ],
      [
        "a public poll for a channel",
        { kind: "poll", question: "x", options: ["a"], anonymous: false },
        "/content/anonymous",
        "anonymous",
      ],
    ];
    for (const [what, content, pointer, words] of wrong) {
      const { status, body } = await website.posts(schedulePath, { ...text(""), content });
      expect([status, body.reason], what).toEqual([422, "content"]);
      expect(body.errors, what).toEqual([{ pointer, detail: expect.stringContaining(words) }]);
    }
    expect(rows(belfry, "select 1 from posts")).toEqual([]);
  });

  test("refuses a time, a place or an author that cannot be", async () => {
    const { website } = await startWithWebsite();
    const wrong: [string, object, string, string][] = [
      ["a time that is over", { due: "2026-11-22T08:00:00Z" }, "time_passed", "/due"],
      [
        "a date that no calendar has",
        { due: { local: "2026-02-31T10:00" } },
        "impossible_time",
        "/due/local",
      ],
      [
        "a zone that is none",
        { due: { local: "2026-12-24T18:00", zone: "Mars/Base" } },
        "unknown_zone",
        "/due/zone",
      ],
      ["a time that clocks skip", { due: { local: "2027-03-28T02:30" } }, "clock_skipped", "/due/local"],
      ["a time that comes twice", { due: { local: "2027-10-31T02:30" } }, "clock_twice", "/due/local"],
      [
        "a place that is not on the list",
        { destinations: ["@the_news", 99] },
        "unknown_destination",
        "/destinations/1",
      ],
      ["an author who is nobody", { author: 4242 }, "unknown_author", "/author"],
    ];
    for (const [what, change, reason, pointer] of wrong) {
      const { status, body } = await website.posts(schedulePath, { ...text("Hello"), ...change });
      expect([status, body.reason, body.errors[0].pointer], what).toEqual([422, reason, pointer]);
    }
  });

  test("a time that clocks skip is moved where the program says so, and the answer says why", async () => {
    const { website } = await startWithWebsite();
    const due = { local: "2027-03-28T02:30", zone: "Europe/Berlin", on_clock_change: "later" };
    const { body } = await website.posts(schedulePath, text("Hello", due));
    expect(body.time).toEqual({
      asked_for: due,
      taken: "2027-03-28T01:00:00.000Z",
      time_zone: "Europe/Berlin",
      difference: { reason: "clock_skipped", explanation: expect.stringContaining("skip this time") },
    });
  });

  test("refuses a place where the bot may not post now", async () => {
    const { ada, website, news } = await startWithWebsite();
    await ada.removesBot(news);
    const { body } = await website.posts(schedulePath, text("Hello"));
    expect(body).toMatchObject({
      status: 422,
      reason: "destination_lost",
      errors: [{ pointer: "/destinations/0" }],
    });
  });
});

test("a batch schedules what is sound, and says of the rest what is wrong with it", async () => {
  const { belfry, website, news, posts, travelTo } = await startWithWebsite();
  const batch = {
    posts: [
      text("First"),
      { ...text("Nowhere"), destinations: [99] },
      text("Too late", "2026-11-22T08:00:00Z"),
      text("Last"),
    ],
  };
  const { status, body } = await website.posts(`${schedulePath}/batch`, batch, "batch");
  expect(status).toBe(200);
  expect(body.results).toMatchObject([
    { ok: true, post: 1, due_at: "2026-11-22T11:00:00.000Z" },
    { ok: false, reason: "unknown_destination", errors: [{ pointer: "/destinations/0" }] },
    { ok: false, reason: "time_passed", errors: [{ pointer: "/due" }] },
    { ok: true, post: 2 },
  ]);
  expect((await website.posts(`${schedulePath}/batch`, batch, "batch")).body).toEqual(body);
  expect(rows(belfry, "select count(*) as posts from posts")).toEqual([{ posts: 2 }]);
  await travelTo("2026-11-22 12:00");
  expect(posts(news)).toEqual(["First", "Last"]);
});

describe("changes", () => {
  test("a person's post that a program moves and cancels: the author hears of both, and by whom", async () => {
    const { ada, ben, website, posts, news, settle, travelTo } = await startWithWebsite();
    await join(ada, ben);
    await schedule(ben, "Ben's", ["News"], "12:00");
    const [{ id }] = (await website.gets(schedulePath)).body.posts;
    const moved = await website.posts(`${schedulePath}/${id}/reschedule`, {
      due: { local: "2026-11-22T13:00" },
    });
    expect(moved.body.time.taken).toBe("2026-11-22T12:00:00.000Z");
    await settle();
    expect(ben.sees()).toContain("website moved your post");
    await website.posts(`${schedulePath}/${id}/cancel`, { reason: "It rains" });
    await settle();
    expect(ben.sees()).toContain("website");
    expect(ben.sees()).toContain("It rains");
    expect((await website.gets(`${schedulePath}/${id}`)).body.cancellation).toEqual({
      ...{ by: "website", reason: "It rains" },
    });
    await travelTo("2026-11-22 14:00");
    expect(posts(news)).toEqual([]);
    const again = await website.posts(`${schedulePath}/${id}/cancel`, {});
    expect(again.body).toMatchObject({ status: 409, reason: "too_late" });
  });

  test("an author in the team's name: the editor is told, not the owner", async () => {
    const { ada, ben, website, travelTo } = await startWithWebsite();
    await join(ada, ben);
    await website.posts(schedulePath, { ...text("For Ben"), author: ben.id });
    await travelTo("2026-11-22 12:00");
    expect(ben.sees()).toContain("Published: 📝 For Ben");
    expect(ada.sees()).not.toContain("For Ben");
  });

  test("a delivery that failed is tried again, one of another post is not", async () => {
    const { website, belfry, crew, telegram, posts, travelTo, settle } = await startWithWebsite();
    telegram.setPermissions(crew, { can_send_messages: true, can_send_photos: false });
    const photo = (await website.uploads("photo", picture, "bell.png")).body.id;
    const content = { kind: "photo", media: photo, caption: "Tower" };
    const { body } = await website.posts(schedulePath, { ...text("", undefined, crew), content });
    const other = await website.posts(schedulePath, text("Other"));
    await travelTo("2026-11-22 12:00");
    const path = `${schedulePath}/${body.post.id}`;
    const [delivery] = (await website.gets(path)).body.deliveries;
    expect(delivery).toMatchObject({
      status: "failed",
      reason: "no_rights",
      explanation: expect.stringMatching(/\w \w/),
    });
    telegram.setPermissions(crew, { can_send_messages: true, can_send_photos: true });
    const wrong = `${schedulePath}/${other.body.post.id}/deliveries/${delivery.id}/retry`;
    expect((await website.posts(wrong)).status).toBe(404);
    expect((await website.posts(`${path}/deliveries/${delivery.id}/retry`)).status).toBe(200);
    await settle();
    expect(posts(crew)).toEqual(["Tower"]);
    expect(rows(belfry, "select token_name from ledger where action = 'delivery_retried'")).toEqual([
      { token_name: "website" },
    ]);
  });

  test("an uncertain delivery is resolved by a program that has looked", async () => {
    const { website, news, telegram, posts, travelTo, travel } = await startWithWebsite();
    const { body } = await website.posts(schedulePath, text("Lost"));
    telegram.addFault({ kind: "lost_answer", times: 1, chat_id: news });
    await travelTo("2026-11-22 12:00");
    await travel(2);
    const path = `${schedulePath}/${body.post.id}`;
    const [{ id, status }] = (await website.gets(path)).body.deliveries;
    expect(status).toBe("uncertain");
    const resolved = await website.posts(`${path}/deliveries/${id}/resolve`, { appeared: true });
    expect(resolved.body.status).toBe("published");
    expect(posts(news)).toEqual(["Lost"]);
  });
});

describe("looking", () => {
  test("lists page by page, each post once, and only what was asked for", async () => {
    const { website } = await startWithWebsite();
    for (const minute of [30, 10, 10, 20])
      await website.posts(schedulePath, text(`At ${minute}`, { local: `2026-11-22T12:${minute}` }));
    await website.posts(`${schedulePath}/1/cancel`, {});
    const found: string[] = [];
    for (let cursor = "", pages = 0; cursor !== undefined && pages < 9; pages++) {
      const { body } = await website.gets(`${schedulePath}?status=any&limit=2${cursor}`);
      found.push(...body.posts.map(({ id, title }: { id: number; title: string }) => `${id} ${title}`));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(found).toEqual(["2 At 10", "3 At 10", "4 At 20", "1 At 30"]);
    const ids = async (query: string) =>
      (await website.gets(`${schedulePath}?${query}`)).body.posts.map(({ id }: { id: number }) => id);
    expect(await ids("")).toEqual([2, 3, 4]);
    expect(await ids("status=cancelled,failed")).toEqual([1]);
    expect(await ids("destination=2")).toEqual([]);
    expect(await ids("author=1001&due_from=2026-11-22T11:15:00Z")).toEqual([4]);
    expect(await ids("due_until=2026-11-22T12:20:00%2B01:00")).toEqual([2, 3]);
  });

  test("a dry tick says what would move and moves nothing; a tick moves it", async () => {
    const { belfry, website, news, posts, travelTo } = await startWithWebsite();
    await website.posts("/admin/scheduler/jobs/publish/pause");
    await website.posts(schedulePath, text("Due"));
    await website.posts(schedulePath, text("Later", { local: "2026-11-22T18:00" }));
    await travelTo("2026-11-22 12:00");
    const dry = await website.posts("/publishing/scheduler/tick?dry_run=true");
    const move = { post: 1, delivery: 1, destination: 1, due_at: "2026-11-22T11:00:00.000Z" };
    expect(dry.body).toEqual({ dry_run: true, publishing_paused: true, moves: [{ ...move, to: "sending" }] });
    expect(posts(news)).toEqual([]);
    const real = await website.posts("/publishing/scheduler/tick?dry_run=false");
    expect(real.body).toEqual({ dry_run: false, publishing_paused: true, moves: [{ ...move, to: "sent" }] });
    expect(posts(news)).toEqual(["Due"]);
    expect(
      rows(
        belfry,
        "select asked_by_token from job_runs where job = 'publish' and asked_by_token is not null",
      ),
    ).toEqual([{ asked_by_token: "website" }]);
  });

  test("a dry tick names what is too late to be sent", async () => {
    const { website, travelTo } = await startWithWebsite();
    for (const job of ["publish", "expire"]) await website.posts(`/admin/scheduler/jobs/${job}/pause`);
    await website.posts(schedulePath, text("Due"));
    await travelTo("2026-11-23 12:01");
    const { body } = await website.posts("/publishing/scheduler/tick?dry_run=true");
    expect(body.moves).toMatchObject([{ post: 1, to: "expired" }]);
  });

  test("events come once each, from cursor to cursor, and a request may wait for the next", async () => {
    const { website, travelTo } = await startWithWebsite();
    const before = (await website.gets("/events?after=0&limit=1000")).body.cursor;
    await website.posts(schedulePath, text("Hello"));
    const first = (await website.gets(`/events?after=${before}`)).body;
    expect(first.events).toMatchObject([{ type: "post.scheduled", actor: { token: "website" } }]);
    // The calls themselves stand in the ledger and are no events: the cursor passes them.
    const again = (await website.gets(`/events?after=${first.cursor}`)).body;
    expect(again).toEqual({ events: [], cursor: first.cursor + 1 });
    const waiting = website.gets(`/events?after=${again.cursor}&wait=20`);
    await travelTo("2026-11-22 12:00");
    const { events, cursor } = (await waiting).body;
    const rest = (await website.gets(`/events?after=${cursor}`)).body.events;
    expect([...events, ...rest].map(({ type }: { type: string }) => type)).toEqual([
      "delivery.sent",
      "post.published",
    ]);
  });

  test("the clean-up's preview says what goes and when; its trigger deletes nothing that was not announced", async () => {
    const { ada, website, travelTo } = await startWithWebsite({ retentionDays: 1, warnDaysBeforeCleanup: 1 });
    await website.posts(schedulePath, text("Old"));
    await travelTo("2026-11-23 10:00");
    const { body } = await website.gets("/admin/data/preview");
    expect(body).toMatchObject({ total: 1, posts: [{ id: 1, title: "Old", status: "published" }] });
    await website.posts("/admin/scheduler/cleanup/trigger");
    expect((await website.gets(`${schedulePath}/1`)).status).toBe(200);
    const warned = await website.posts("/admin/notifications/trigger");
    expect(warned.body).toMatchObject({ job: "warn", outcome: "ok" });
    expect(ada.sees()).toContain("Old");
  });
});

test("a program that waits for events is answered at a stop, and does not hold it up", async () => {
  const { website, stop, logged } = await startWithWebsite();
  const { cursor } = (await website.gets("/events?after=0&limit=1000")).body;
  const waiting = website.gets(`/events?after=${cursor}&wait=25`);
  // A second request is answered: the first has come in.
  await website.gets("/admin/stats");
  await stop();
  const { status, headers, body } = await waiting;
  expect([status, headers.get("connection"), body.events]).toEqual([200, "close", []]);
  expect(logged.map((line) => JSON.parse(line)).filter(({ level }) => level === "error")).toEqual([]);
});

test("while the database takes nothing the program is told to come again, and nothing is kept by halves", async () => {
  const { belfry, website } = await startWithWebsite();
  const other = new Sqlite(belfry.config.databasePath);
  other.exec("begin immediate");
  const { status, headers, body } = await website.posts(schedulePath, text("Hello"), "one");
  expect([status, headers.get("retry-after"), body.type]).toEqual([503, "15", "/docs#problem-not-saved"]);
  other.exec("rollback");
  other.close();
  expect((await website.posts(schedulePath, text("Hello"), "one")).status).toBe(201);
  expect(rows(belfry, "select count(*) as posts from posts")).toEqual([{ posts: 1 }]);
});

describe("keys and tokens", () => {
  test("the same request with the same key schedules one post, also over a restart", async () => {
    const { belfry, website, restart } = await startWithWebsite();
    const first = await website.posts(schedulePath, text("Once"), "one");
    await restart();
    const second = await website.posts(schedulePath, text("Once"), "one");
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect([first.headers.get("idempotent-replayed"), second.headers.get("idempotent-replayed")]).toEqual([
      null,
      "true",
    ]);
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(rows(belfry, "select count(*) as posts from posts")).toEqual([{ posts: 1 }]);
    const other = await website.posts(schedulePath, text("Twice"), "one");
    expect([other.status, other.body.type]).toEqual([422, "/docs#problem-key-reused"]);
  });

  test("many at once with one key schedule one post", async () => {
    const { belfry, website } = await startWithWebsite();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => website.posts(schedulePath, text("Once"), "one")),
    );
    expect(new Set(answers.map(({ body }) => body.post.id)).size).toBe(1);
    expect(rows(belfry, "select count(*) as posts from posts")).toEqual([{ posts: 1 }]);
  });

  test("a request that was refused may be asked again with its key", async () => {
    const { website } = await startWithWebsite();
    const past = text("Hello", { local: "2026-11-22T09:00" });
    expect((await website.posts(schedulePath, past, "one")).status).toBe(422);
    expect((await website.posts(schedulePath, text("Hello"), "one")).status).toBe(201);
  });

  test("a token that asks too much is told when to come again, and another is not held up", async () => {
    const { website, archive, travel } = await startWithWebsite();
    for (let asked = 0; asked < tokenAllowance.most; asked++) await website.gets("/admin/stats");
    const { status, headers } = await website.gets("/admin/stats");
    expect([status, headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await archive.gets("/admin/stats")).status).toBe(200);
    await travel(1);
    expect((await website.gets("/admin/stats")).status).toBe(200);
  });

  test("every call stands in the ledger under its token's name, and what it did in the post's history", async () => {
    const { ada, belfry, website, archive, logged } = await startWithWebsite();
    await website.posts(schedulePath, text("Hello"));
    await archive.posts(`${schedulePath}/1/reschedule`, { due: { local: "2026-11-22T18:00" } });
    await archive.gets(`${schedulePath}/1`);
    await website.posts(`${schedulePath}/1/cancel`, { reason: 7 });
    const query =
      "select token_name, action, details from ledger where token_name is not null and actor_id is null order by id";
    const called = (token_name: string, operation: string, status: number) => ({
      ...{ token_name, action: "api_called" },
      details: JSON.stringify({ operation, status }),
    });
    expect(rows(belfry, query)).toEqual([
      expect.objectContaining({ token_name: "website", action: "post_scheduled" }),
      called("website", "schedulePost", 201),
      expect.objectContaining({ token_name: "archive", action: "post_rescheduled" }),
      called("archive", "reschedulePost", 200),
      called("archive", "getPost", 200),
      called("website", "cancelPost", 400),
    ]);
    await openPost(ada, "Hello");
    await ada.taps("History");
    expect(ada.sees()).toMatch(/website[\s\S]+archive/);
    const lines = logged.map((line) => JSON.parse(line)).filter(({ token }) => token === "archive");
    expect(lines.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      `POST ${schedulePath}/1/reschedule 200`,
      `GET ${schedulePath}/1 200`,
    ]);
    for (const secret of [website.token, archive.token]) expect(logged.join("")).not.toContain(secret);
  });

  test("without tokens there is no admin API at all", async () => {
    const belfry = await startBelfry({ config: { httpPort: 0 } });
    const paths = ["/admin/stats", "/publishing/schedule", "/events", "/docs", "/openapi.json"];
    for (const path of paths) expect((await fetch(belfry.httpUrl + path)).status).toBe(404);
  });
});
