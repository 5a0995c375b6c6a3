/** The time that a program asks for: an instant, or a local time with its zone. */
import { z } from "zod";
import { clockChangeChoices, readAskedTime } from "../../posts/asked-time.ts";
import { type Refused, refuseField } from "./operation.ts";
import { instant } from "./present.ts";
import { Instant } from "./schemas.ts";

export const Due = z
  .union([
    z.iso.datetime({ offset: true }),
    z.strictObject({
      local: z.string().meta({ description: "YYYY-MM-DDTHH:MM", examples: ["2026-12-24T18:00"] }),
      zone: z
        .string()
        .optional()
        .meta({
          description: "IANA; the author's where it is left out.",
          examples: ["Europe/Berlin"],
        }),
      on_clock_change: z.enum(clockChangeChoices).default("refuse").meta({
        description:
          "For a time that clocks skip or show twice on that day: refuse it, or take the instant before or after.",
      }),
    }),
  ])
  .meta({
    id: "Due",
    description: "An instant with its offset, or a time on the wall of a zone.",
    examples: ["2026-12-24T18:00:00+01:00", { local: "2026-12-24T18:00", zone: "Europe/Berlin" }],
  });
export type Due = z.output<typeof Due>;

export const TakenTime = z
  .object({
    asked_for: z
      .union([
        z.string(),
        z.object({ local: z.string(), zone: z.string().optional(), on_clock_change: z.string() }),
      ])
      .meta({ description: "As it came." }),
    taken: Instant,
    time_zone: z.string(),
    difference: z
      .object({
        reason: z.string().meta({
          description: "A code; there will be more of them.",
          examples: ["clock_skipped", "clock_twice"],
        }),
        explanation: z.string(),
      })
      .nullable()
      .meta({ description: "Why the time taken is not plainly the one asked for; null: it is." }),
  })
  .meta({ id: "TakenTime" });

export type ReadDue =
  | { ok: true; at: number; timeZone: string; time: z.input<typeof TakenTime> }
  | { ok: false; refused: Refused };

export function readDue(due: Due, usualZone: string): ReadDue {
  if (typeof due === "string") {
    const at = Date.parse(due);
    const time = { asked_for: due, taken: instant(at), time_zone: usualZone, difference: null };
    return { ok: true, at, timeZone: usualZone, time };
  }
  const { local, zone = usualZone, on_clock_change: choice } = due;
  const read = readAskedTime(local, zone, choice);
  if (read.ok) {
    const difference = read.settled
      ? ({
          reason: `clock_${read.settled}`,
          explanation: `${clockChanges[read.settled]} The ${choice} instant was taken, as asked.`,
        } as const)
      : null;
    const time = { asked_for: due, taken: instant(read.at), time_zone: zone, difference };
    return { ok: true, at: read.at, timeZone: zone, time };
  }
  switch (read.why) {
    case "unknown_zone":
      return refuse("unknown_zone", "/due/zone", `There is no time zone "${zone}". Europe/Berlin is one.`);
    case "impossible":
      return refuse("impossible_time", "/due/local", `"${local}" is no date and time as YYYY-MM-DDTHH:MM.`);
    default:
      return refuse(
        `clock_${read.why}`,
        "/due/local",
        `${clockChanges[read.why]} Send on_clock_change: "earlier" (${instant(read.earlier)}) or "later" (${instant(read.later)}).`,
      );
  }
}

const clockChanges = {
  skipped: "Clocks go forward then, and skip this time.",
  twice: "Clocks go back then, and this time comes twice.",
};

function refuse(reason: string, pointer: string, detail: string): ReadDue {
  return { ok: false, refused: refuseField(reason, pointer, detail) };
}
