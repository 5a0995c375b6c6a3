/** What is read at the moment when somebody asks. */
import { Gauge, type Registry } from "prom-client";
import { type Checks, findings } from "./health.ts";

/** Every reading takes a few milliseconds at most, however many posts there are; instants are epoch ms. */
export interface Readings {
  queue(now: number): { pending: number; due: number; held: number; oldestDueAt: number | null };
  uncertain(): number;
  lastBackupAt(): number | null;
  /** The sizes of the database's files in bytes. */
  databaseBytes(): Record<string, number>;
  jobs(): {
    name: string;
    lastRun: { startedAt: number; outcome: "ok" | "failed" | null } | undefined;
    paused: unknown;
  }[];
}

/** Returns a function that brings every gauge up to date. */
export function createGauges(
  registry: Registry,
  parts: {
    readings: Readings;
    checks: Checks;
    version: string;
    now: () => number;
    log: { warn: (details: object, message: string) => void };
  },
): () => void {
  const { readings, checks, version, now, log } = parts;
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });

  // Not "job": Prometheus gives that name to what it scrapes.
  const info = gauge("belfry_info", "1, with the version that runs.", ["version"]);
  const ready = gauge("belfry_ready", "1 where a check of /readyz finds nothing wrong, else 0.", ["check"]);
  const pending = gauge("belfry_deliveries_pending", "Deliveries that wait for their time or the next try.");
  const due = gauge("belfry_deliveries_due", "Pending deliveries whose time has come.", ["destination"]);
  const oldest = gauge("belfry_oldest_due_seconds", "How long the oldest due delivery has waited.");
  const uncertain = gauge("belfry_deliveries_uncertain", "Deliveries that a person has to decide about.");
  const jobRunAt = gauge("belfry_job_last_run_timestamp_seconds", "When a job last began a run.", ["name"]);
  const jobOk = gauge("belfry_job_last_run_ok", "1 if its last finished run went well, else 0.", ["name"]);
  const jobPaused = gauge("belfry_job_paused", "1 while somebody keeps a job from running.", ["name"]);
  const bytes = gauge("belfry_database_bytes", "The sizes of the database's files.", ["file"]);
  const backupAt = gauge("belfry_last_backup_timestamp_seconds", "When the newest sound backup was taken.");
  info.set({ version }, 1);

  const groups: { gauges: Gauge[]; read: () => void }[] = [
    {
      gauges: [ready],
      read() {
        for (const [check, wrong] of Object.entries(findings(checks))) ready.set({ check }, wrong ? 0 : 1);
      },
    },
    {
      gauges: [pending, due, oldest],
      read() {
        const at = now();
        const queue = readings.queue(at);
        pending.set(queue.pending);
        due.set({ destination: "open" }, queue.due);
        due.set({ destination: "lost" }, queue.held);
        oldest.set(queue.oldestDueAt === null ? 0 : (at - queue.oldestDueAt) / 1000);
      },
    },
    { gauges: [uncertain], read: () => uncertain.set(readings.uncertain()) },
    {
      gauges: [jobRunAt, jobOk, jobPaused],
      read() {
        for (const { name, lastRun, paused } of readings.jobs()) {
          jobPaused.set({ name }, paused ? 1 : 0);
          if (!lastRun) continue;
          jobRunAt.set({ name }, lastRun.startedAt / 1000);
          if (lastRun.outcome) jobOk.set({ name }, lastRun.outcome === "ok" ? 1 : 0);
        }
      },
    },
    {
      gauges: [bytes],
      read() {
        for (const [file, size] of Object.entries(readings.databaseBytes())) bytes.set({ file }, size);
      },
    },
    {
      gauges: [backupAt],
      read() {
        const at = readings.lastBackupAt();
        if (at === null) forget(backupAt);
        else backupAt.set(at / 1000);
      },
    },
  ];

  return () => {
    for (const { gauges, read } of groups) {
      try {
        read();
      } catch (error) {
        // Trouble is when somebody looks: the rest is to be seen, and nothing that is no longer true.
        gauges.forEach(forget);
        log.warn({ error }, "some metrics cannot be read");
      }
    }
  };
}

/** What has no value is absent. One without labels would be 0 after a reset. */
function forget(gauge: Gauge): void {
  gauge.reset();
  gauge.remove();
}
