/** Receiving updates by long polling. Webhooks are kept and shown, but never called: the sandbox has no network. */
import type { Update, WebhookInfo } from "@grammyjs/types";
import { answerQuery } from "../telegram/callback-queries.ts";
import { badRequest, conflict } from "../telegram/errors.ts";
import { MAX_DOWNLOAD_BYTES } from "../telegram/files.ts";
import { allowUpdates, getUpdates as waitForUpdates } from "../telegram/updates.ts";
import { boolean, type Context, integer, lenientList, text } from "./parameters.ts";

/** Seconds; the server cuts longer polls down to this. */
const MAX_TIMEOUT = 50;

export function getUpdates(context: Context): Promise<Update[]> {
  const { world, bot, signal } = context;
  if (bot.webhookUrl) {
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
  const url = text(context, "url");
  if (url && !url.startsWith("https://")) {
    throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
  }
  readAllowedUpdates(context);
  context.bot.webhookUrl = url;
  if (boolean(context, "drop_pending_updates")) context.bot.pending = [];
  return true;
}

export function deleteWebhook(context: Context): true {
  context.bot.webhookUrl = "";
  if (boolean(context, "drop_pending_updates")) context.bot.pending = [];
  return true;
}

export function getWebhookInfo({ bot }: Context): WebhookInfo {
  return {
    url: bot.webhookUrl,
    has_custom_certificate: false,
    pending_update_count: bot.pending.length,
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
