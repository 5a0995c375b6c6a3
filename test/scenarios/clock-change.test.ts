/** Wall clocks on the two days of the year that have no 24 hours. */
import { expect, test, vi } from "vitest";
import { startBelfry } from "../support/belfry.ts";
import { rows, schedule } from "../support/posts.ts";

// A machine with other work to do takes its time.
vi.setConfig({ testTimeout: 30_000 });

const days = [
  { name: "clocks go back", eve: "2026-10-24", day: "2026-10-25", after: "2026-10-26", hours: 25 },
  { name: "clocks go forward", eve: "2027-03-27", day: "2027-03-28", after: "2027-03-29", hours: 23 },
];

test.each(days)(
  "where the $name, a post at 18:00 is published at 18:00, and the nightly jobs keep their hour, once each",
  async ({ eve, day, after, hours }) => {
    const belfry = await startBelfry({ startAt: `${eve} 12:00`, config: { publishCron: "*/5 * * * *" } });
    const { ada, news, messages, travelTo, at } = belfry;
    await schedule(ada, "Evening bells", ["News"], "tomorrow 18:00");
    await travelTo(`${after} 12:00`);
    expect(messages(news)[0]?.date).toBe(at(`${day} 18:00`) / 1000);
    const runs = (job: string) =>
      rows(
        belfry,
        `select scheduled_for as at from job_runs where job = '${job}' order by scheduled_for`,
      ).map((row) => row.at);
    expect(runs("warn")).toEqual([at(`${eve} 23:00`), at(`${day} 23:00`)]);
    expect(runs("clean_up")).toEqual([at(`${day} 00:00`), at(`${after} 00:00`)]);
    const hourly = runs("expire").filter(
      (time) => Number(time) >= at(`${day} 00:00`) && Number(time) < at(`${after} 00:00`),
    );
    expect(hourly).toHaveLength(hours);
  },
);
