/** Programs that send again what a crash cut off: each idempotency key schedules one post, whenever the process dies. */
import { expect, test } from "vitest";
import { text } from "../support/api-client.ts";
import { rows } from "../support/posts.ts";
import { botId, owner, setUpProgram } from "../support/program.ts";
import { createRandom } from "./random.ts";

interface Scheduled {
  post?: { id: number };
}

const secret = "a-token-for-the-crash-test";
const rounds = 4;
const keysInRound = 40;

test("whenever the process dies, requests that are sent again with their keys schedule one post each", {
  timeout: 120_000,
}, async () => {
  const { run, settings, telegram } = await setUpProgram();
  const channel = telegram.createChat(owner, { type: "channel", title: "News", username: "the_news" });
  const random = createRandom(20261125);

  async function start() {
    const program = run({ HTTP_PORT: "0", ADMIN_API_TOKENS: `website:${secret}`, LOG_LEVEL: "debug" });
    await program.says("Belfry is running");
    const url = /"url":"([^"]+)"/.exec(program.output())?.[1] ?? "";
    /** Undefined where the process died before it answered. */
    const asks = async (path: string, body?: unknown, key = ""): Promise<Scheduled | undefined> => {
      const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
      const request = body
        ? { method: "POST", headers: { ...headers, "idempotency-key": key }, body: JSON.stringify(body) }
        : { headers };
      return fetch(`${url}${path}`, request).then(
        (response) => response.json() as Promise<Scheduled>,
        () => undefined,
      );
    };
    return { program, asks };
  }

  let { program, asks } = await start();
  telegram.setMember(owner, channel, botId, "administrator", { can_post_messages: true });
  while (!JSON.stringify(await asks("/publishing/destinations")).includes("the_news"));

  const answered = new Map<string, number>();
  const keys: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const fresh = Array.from({ length: keysInRound }, (_, index) => `round-${round}-${index}`);
    keys.push(...fresh);
    const dyingAt = random.between(0, keysInRound - 2);
    let count = 0;
    const asked = fresh.map(async (key) => {
      const answer = await asks("/publishing/schedule", text(key, "2040-01-01T00:00:00Z"), key);
      if (answer?.post) answered.set(key, answer.post.id);
      if (++count > dyingAt) program.end("SIGKILL");
    });
    await program.ended;
    await Promise.all(asked);
    ({ program, asks } = await start());
  }
  // Some were answered and some were not, or this has shown nothing.
  expect(answered.size).toBeGreaterThan(0);
  expect(answered.size).toBeLessThan(keys.length);

  for (const key of keys) {
    const answer = await asks("/publishing/schedule", text(key, "2040-01-01T00:00:00Z"), key);
    const before = answered.get(key);
    if (before !== undefined) expect(answer?.post?.id).toBe(before);
    expect(answer?.post?.id).toBeGreaterThan(0);
  }
  expect(await program.end("SIGTERM")).toBe(0);
  const config = { databasePath: settings.DATABASE_PATH };
  const titles = rows({ config }, "select content ->> 'text' as title from posts").map(({ title }) => title);
  expect(titles.toSorted()).toEqual(keys.toSorted());
});
