/** After an afternoon in which much goes wrong: no secret in any file, log line, chat, answer or metric. */
import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { filesIn, leaks, writingsOf } from "../support/leaks.ts";
import { join as joinTeam, schedule, until } from "../support/posts.ts";
import { freePort, startReceiver } from "../support/receiver.ts";

const adminToken = "m4rked-Admin+Token/0123456789";
const wrongToken = "m4rked-Wrong+Token/9876543210";
const signingKey = "m4rked-Signing+Key/0123456789";
const pathSecret = "m4rked-path-secret-0123456789";

describe.each(["polling", "a webhook"])("with %s", (way) => {
  test("an afternoon leaves no secret anywhere", { timeout: 60_000 }, async () => {
    const receiver = await startReceiver();
    const httpPort = way === "polling" ? 0 : await freePort();
    const belfry = await startBelfry({
      backups: true,
      config: {
        httpPort,
        ...(way === "a webhook" && { webhookUrl: `http://127.0.0.1:${httpPort}` }),
        adminApiTokens: [{ name: "website", hash: createHash("sha256").update(adminToken).digest("hex") }],
        eventWebhooks: [`${receiver.url}/hooks/${pathSecret}?key=${pathSecret}`],
        eventWebhookSecret: signingKey,
        eventWebhooksAllowLocal: true,
        publishCron: "*/5 * * * *",
      },
    });
    const { ada, ben, news, crew, telegram, config } = belfry;
    const answers: string[] = [];
    const ask = async (path: string, token?: string, init: RequestInit = {}) => {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${belfry.httpUrl}${path}`, {
        ...init,
        headers: { ...authorization, ...init.headers },
      });
      answers.push(JSON.stringify([...response.headers]) + (await response.text()));
      return response.status;
    };
    const asJson = (body: string, more: Record<string, string> = {}): RequestInit => ({
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...more },
    });

    // Posts that go out, by people and by a program.
    await joinTeam(ada, ben);
    await schedule(ada, "It goes well", ["News", "Crew"], "10:30");
    const body = {
      content: { kind: "text", text: "By a program" },
      destinations: ["@the_news"],
      due: { local: "2026-11-22T10:35" },
    };
    expect(
      await ask(
        "/publishing/schedule",
        adminToken,
        asJson(JSON.stringify(body), { "idempotency-key": "k-1" }),
      ),
    ).toBe(201);
    await belfry.travelTo("2026-11-22 10:40");
    expect(belfry.posts(news)).toContain("By a program");

    // Wrong tokens, and right ones in wrong places.
    expect(await ask("/admin/scheduler/status", adminToken)).toBe(200);
    expect(await ask("/admin/scheduler/status", wrongToken)).toBe(401);
    await ask(`/admin/scheduler/status?token=${wrongToken}`);
    await ask(`/admin/scheduler/status?token=${adminToken}`, wrongToken);
    await ask("/publishing/schedule", adminToken, asJson(`{"token": "${adminToken}", broken`));
    await ask("/publishing/schedule", adminToken, asJson(JSON.stringify({ ...body, token: adminToken })));
    await ask(
      "/telegram/updates",
      undefined,
      asJson("{}", { "x-telegram-bot-api-secret-token": wrongToken }),
    );
    for (const token of [adminToken, wrongToken, config.botToken])
      for (const word of [token, encodeURIComponent(token)]) {
        for (const path of [`/${word}`, `/admin/${word}`, `/publishing/schedule/${word}`])
          await ask(path, adminToken);
        await ask(`/admin/scheduler/jobs/${word}/run`, adminToken, { method: "POST" });
        await ask(`/admin/scheduler/jobs/${word}/run`, wrongToken, { method: "POST" });
      }
    for (const path of ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"]) await ask(path);

    // Everything that can fail, fails.
    receiver.answers(500);
    for (const kind of ["server_error", "reset", "lost_answer", "truncated"] as const)
      telegram.addFault({ kind, times: 1, chat_id: news });
    await schedule(ada, "It goes badly", ["News"], "11:00");
    await belfry.travelTo("2026-11-22 11:30");
    await schedule(ada, "To where I am not", ["Crew"], "12:00");
    await ada.removesBot(crew);
    telegram.addFault({ kind: "internal_error", times: 3, methods: ["sendMessage"] });
    await belfry.travelTo("2026-11-22 16:30");
    await ada.says("/backup");
    await until(() => ada.seesAll().some((text) => text.includes("Backup made and checked")));
    await ada.says("/jobs");
    await ada.says("/stats");
    const copies = filesIn(config.backupDir ?? "");
    expect(Object.keys(copies)).toEqual([expect.stringContaining("belfry-2026-11-22T")]);
    await belfry.restart();
    await belfry.travel(10);

    const secrets = {
      "bot token": config.botToken,
      "half of the bot token": config.botToken.split(":")[1] ?? "",
      "webhook secret": createHmac("sha256", config.botToken).update("telegram webhook").digest("hex"),
      "admin token": adminToken,
      "hash of the admin token": createHash("sha256").update(adminToken).digest("hex"),
      "wrong token": wrongToken,
      "signing key": signingKey,
      "address with a secret": pathSecret,
    };
    const chats = [ada.id, ben.id, news, crew].map((chat) => JSON.stringify(telegram.messages(chat)));
    const places = {
      ...filesIn(dirname(config.databasePath)),
      log: belfry.logged.join(""),
      chats: chats.join(""),
      "answers to taps": JSON.stringify(
        telegram.calls.filter(({ method }) => method === "answerCallbackQuery"),
      ),
      "answers over HTTP": answers.join(""),
      "what the webhook's receiver was told": receiver.requests
        .map((one) => one.body + JSON.stringify(one.headers))
        .join(""),
    };
    expect(leaks(secrets, places)).toEqual([]);
    // It was not because there was nothing to look through.
    expect(leaks({ channel: "the_news", post: "It goes well" }, places).length).toBeGreaterThan(6);
    expect(receiver.requests.length).toBeGreaterThan(3);
  });
});

test("whoever looks for a secret finds it, whichever way it is written", () => {
  const secret = "m4rked+Secret/0123456789";
  const folder = mkdtempSync(join(tmpdir(), "belfry-leaks-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const before of ["", "a", "ab"])
    for (const [way, write] of Object.entries({
      raw: (text: string) => text,
      "URL-encoded": encodeURIComponent,
      hexadecimal: (text: string) => Buffer.from(text).toString("hex"),
      base64: (text: string) => Buffer.from(text).toString("base64"),
      base64url: (text: string) => Buffer.from(text).toString("base64url"),
    })) {
      writeFileSync(join(folder, "file"), `… ${write(`${before}${secret} and more`)} …`);
      const found = leaks({ it: secret }, filesIn(folder));
      expect([way, found.some((line) => line.startsWith(`it, ${way}, in `))]).toEqual([way, true]);
    }
  expect(
    Object.values(writingsOf(secret))
      .flat()
      .every((text) => text.length > 12),
  ).toBe(true);
});
