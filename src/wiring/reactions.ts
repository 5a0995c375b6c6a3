/** Who does what when something has happened. The log, the metrics and the webhooks listen for themselves. */
import type { createNotices } from "../bot/notices.ts";
import type { JobControl } from "../editorial/jobs.ts";
import type { createJobRunner } from "../jobs/runner.ts";
import type { Engine } from "../publishing/engine.ts";
import type { Ground } from "./ground.ts";

export function react(
  { clock, events, stores }: Pick<Ground, "clock" | "events" | "stores">,
  {
    notices,
    runner,
    jobControl,
    engine,
    updatesLast,
  }: {
    notices: ReturnType<typeof createNotices>;
    runner: Pick<ReturnType<typeof createJobRunner>, "wake">;
    jobControl: Pick<JobControl, "untoldTroubles">;
    engine: Pick<Engine, "expireLate" | "lookAgain">;
    /** After so long (ms) without updates, what was written last in a chat is not known any more. */
    updatesLast: number;
  },
): void {
  events.listen((event) => {
    if (event.type === "telegram_back" && event.since < clock.now() - updatesLast)
      stores.messageIds.forgetAll();
  });
  events.listen((event) => {
    const { type } = event;
    if (type === "delivery_settled") notices.noteSettled(event.postId);
    if (type === "backup_damaged") notices.noteDamagedBackup(event.problem);
    if (type === "post_changed") notices.noteChanged(event);
    if (type === "post_finished" || type === "destination_lost" || type === "telegram_back")
      void notices.deliver();
    if (type === "database_well") {
      void notices.deliver();
      runner.wake("publish");
    }
    if (type === "job_finished" && jobControl.untoldTroubles().length > 0) void notices.deliver();
    if (type === "job_resumed" && event.job === "publish") {
      // What has become too late meanwhile is told of at once.
      engine.expireLate();
      engine.lookAgain();
    }
    // What becomes due before the next minute does not wait for it.
    if (type !== "post_changed" && type !== "post_scheduled") return;
    runner.wake("publish");
    engine.lookAgain();
  });
}
