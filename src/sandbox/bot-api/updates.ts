/** Receiving updates, by long polling or by a webhook. */
import type { Update, WebhookInfo } from "@grammyjs/types";
import { answerQuery } from "../telegram/callback-queries.ts";
import { badRequest, conflict } from "../telegram/errors.ts";
import { MAX_DOWNLOAD_BYTES } from "../telegram/files.ts";
import { allowUpdates, DEFAULT_UPDATES, getUpdates as waitForUpdates } from "../telegram/updates.ts";
import { isNear } from "../telegram/webhook.ts";
import { removeWebhook, setWebhook as set } from "../telegram/webhook-delivery.ts";
import { boolean, type Context, integer, lenientList, text } from "./parameters.ts";

/** Seconds; the server cuts longer polls down to this. */
const MAX_TIMEOUT = 50;
/** How many updates are posted to a webhook at once, unless the bot wants another number; here one after another. */
const DEFAULT_CONNECTIONS = 40;

export function getUpdates(context: Context): Promise<Update[]> {
  const { world, bot, signal } = context;
  if (bot.webhook) {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  readAllowedUpdates(context);
  return waitForUpdates(world, bot, {
    offset: integer(context, "offset"),
    limit: integer(context, "limit", { fallback: 100, min: 1, max: 100 }),
    timeout: integer(context, "timeout", { min: 0, max: MAX_TIMEOUT }),
    signal,
  });
}

export function setWebhook(context: Context): true {
  const { world, bot } = context;
  const url = text(context, "url");
  if (!url) return deleteWebhook(context);
  const isSecure = url.startsWith("https://") && URL.canParse(url);
  // The real server takes no such address; here bots on this machine are to be reached without a certificate.
  const isSandboxed = url.startsWith("http://") && isNear(url);
  if (!isSecure && !isSandboxed) throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  const secretToken = text(context, "secret_token");
  if (secretToken.length > 256) throw badRequest("secret token is too long");
  if (!/^[\w-]*$/.test(secretToken)) throw badRequest("secret token contains unallowed characters");
  readAllowedUpdates(context);
  if (boolean(context, "drop_pending_updates")) bot.pending = [];
  bot.waiting?.terminate("setWebhook");
  const maxConnections = integer(context, "max_connections", {
    fallback: DEFAULT_CONNECTIONS,
    min: 1,
    max: 100,
  });
  set(world, bot, { url, secretToken, maxConnections });
  return true;
}

export function deleteWebhook(context: Context): true {
  removeWebhook(context.bot);
  if (boolean(context, "drop_pending_updates")) context.bot.pending = [];
  return true;
}

export function getWebhookInfo({ bot }: Context): WebhookInfo {
  const { webhook, allowedUpdates } = bot;
  return {
    url: webhook?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: bot.pending.length,
    ...(webhook?.lastError && {
      last_error_date: webhook.lastError.date,
      last_error_message: webhook.lastError.message,
    }),
    ...(webhook && { max_connections: webhook.maxConnections }),
    ...(allowedUpdates !== DEFAULT_UPDATES && { allowed_updates: [...allowedUpdates] }),
  } as WebhookInfo;
}

export function answerCallbackQuery(context: Context): true {
  answerQuery(context.world, context.bot, text(context, "callback_query_id"), {
    text: text(context, "text") || undefined,
    showAlert: boolean(context, "show_alert"),
  });
  return true;
}

/** A file's path for downloading it. Bots can download up to 20 MB. */
export function getFile(context: Context) {
  const id = text(context, "file_id");
  if (!id) throw badRequest("file_id not specified");
  const file = context.world.files.find(id);
  if (!file) throw badRequest("invalid file_id");
  if (file.bytes.length > MAX_DOWNLOAD_BYTES) throw badRequest("file is too big");
  return {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_size: file.bytes.length,
    file_path: file.path,
  };
}

/** Absent means "as before". */
function readAllowedUpdates(context: Context): void {
  const types = lenientList(context, "allowed_updates");
  if (types) allowUpdates(context.bot, types.map(String));
}
