/** Every update is posted to its bot's webhook, one after another, again and again until it is taken. */
import { noteProgress } from "./idle.ts";
import { hasWork, type Webhook } from "./webhook.ts";
import { type Bot, unixTime, type World } from "./world.ts";

const SECOND = 1000;
/** The pause after a failure doubles up to a minute. */
const LONGEST_PAUSE = 60 * SECOND;
/** How long (real ms) an answer may take. */
const ANSWER_WITHIN = 60 * SECOND;

/** Sets a webhook in place of what there was; what is pending goes there at once. */
export function setWebhook(
  world: World,
  bot: Bot,
  options: Pick<Webhook, "url" | "secretToken" | "maxConnections">,
): void {
  removeWebhook(bot);
  bot.webhook = {
    ...options,
    delivering: false,
    failures: 0,
    nextTryAt: 0,
    lastError: undefined,
    end: new AbortController(),
  };
  deliverUpdates(world, bot);
}

export function removeWebhook(bot: Bot): void {
  bot.webhook?.end.abort();
  bot.webhook = undefined;
}

/** Posts what is pending, unless that is under way, or is to pause. To be called whenever either may have changed. */
export function deliverUpdates(world: World, bot: Bot): void {
  const { webhook } = bot;
  if (!webhook || webhook.delivering || !hasWork(world, bot)) return;
  webhook.delivering = true;
  void deliverAll(world, bot, webhook).finally(() => {
    webhook.delivering = false;
    noteProgress(world);
  });
}

async function deliverAll(world: World, bot: Bot, webhook: Webhook): Promise<void> {
  for (let [first] = bot.pending; first && bot.webhook === webhook; [first] = bot.pending) {
    const { update } = first;
    const posts = Array.from({ length: bot.updateCopies }, () => post(webhook, update));
    const problem = (await Promise.all(posts)).find((one) => one !== undefined);
    if (webhook.end.signal.aborted) return;
    if (problem !== undefined) {
      const pause = Math.min(LONGEST_PAUSE, SECOND * 2 ** webhook.failures++);
      webhook.nextTryAt = world.now() + pause;
      webhook.lastError = { date: unixTime(world), message: problem };
      return;
    }
    webhook.failures = 0;
    bot.pending = bot.pending.filter((one) => one.update !== update);
  }
}

/** What was wrong with the answer, in the server's words; undefined: the update was taken. */
async function post({ url, secretToken, end }: Webhook, update: object): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(secretToken && { "x-telegram-bot-api-secret-token": secretToken }),
      },
      body: JSON.stringify(update),
      redirect: "manual",
      signal: AbortSignal.any([end.signal, AbortSignal.timeout(ANSWER_WITHIN)]),
    });
    await response.arrayBuffer();
    return response.ok
      ? undefined
      : `Wrong response from the webhook: ${response.status} ${response.statusText}`.trim();
  } catch (error) {
    return (error as Error).name === "TimeoutError" ? "Read timeout expired" : "Connection refused";
  }
}
