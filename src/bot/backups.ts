/** /backup: owners have one made, and see the last ones. */
import { Composer, InlineKeyboard } from "grammy";
import type { BackupResult, Backups } from "../editorial/backups.ts";
import type { Person } from "../editorial/team.ts";
import type { BotContext, Desk } from "./context.ts";
import type { ErrorReport } from "./errors.ts";
import { formatBytes, formatMoment } from "./format.ts";
import type { Screen, View } from "./screen.ts";
import { html, plain, trusted } from "./words.ts";

/** As many are listed as a screen of a phone shows. */
const mostListed = 8;

export function createBackupFeature(
  { backups, background }: Pick<Desk, "backups" | "background">,
  screen: Screen,
  { report, log }: { report: ErrorReport; log: { error: (details: object, message: string) => void } },
): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.command("backup", makeNow);
  feature.callbackQuery("backup:now", makeNow);

  async function makeNow(ctx: BotContext): Promise<void> {
    const making = backups.makeNow(ctx.person);
    if (making === "owners_only") return refuse(ctx);
    if (making === "off") return screen.show(ctx, { text: html("backup-off") });
    // Everybody else's updates wait behind this one: it ends now, and the screen changes when the backup is there.
    const shown = screen.show(ctx, { text: html("backup-making") });
    background.begin(async () => {
      await report.guard(ctx, async () => {
        // Where the first word did not get through, the last one still may.
        const [result] = await Promise.all([making, shown.catch(() => undefined)]);
        if (result.kind === "failed" && result.why !== "stopped")
          log.error({ error: result.error }, "a backup failed");
        await screen.refresh(ctx, backupsView(result, backups, ctx.person));
      });
    });
    await shown;
  }

  async function refuse(ctx: BotContext): Promise<void> {
    if (ctx.callbackQuery) await ctx.answerCallbackQuery({ text: plain("owners-only"), show_alert: true });
    else await screen.show(ctx, { text: html("owners-only") });
  }

  return feature;
}

function backupsView(
  result: BackupResult,
  { folder = "", keep, last }: Backups,
  { timeZone }: Pick<Person, "timeZone">,
): View {
  const { backups } = last(mostListed);
  const list = backups.map(({ takenAt, file, bytes, isThere }) =>
    html(isThere ? "backup-line" : "backup-line-missing", {
      file,
      time: formatMoment(takenAt, timeZone),
      size: formatBytes(bytes),
    }),
  );
  const sections = [
    [headingOf(result)],
    list.length > 0 ? [html("backup-list", { folder }), ...list] : [html("backup-none", { folder })],
    [html("backup-keep", { ...keep })],
  ];
  const keyboard = new InlineKeyboard().text(plain("button-backup-again"), "backup:now");
  return { text: sections.map((lines) => lines.join("\n")).join("\n\n"), keyboard };
}

function headingOf(result: BackupResult): string {
  switch (result.kind) {
    case "made":
      return html("backup-made", { size: formatBytes(result.backup.bytes) });
    case "damaged":
      return html("backup-damaged", { problem: result.problem });
    case "failed":
      return html("backup-failed", { reason: trusted(html(`backup-failed-${result.why}`)) });
  }
}
