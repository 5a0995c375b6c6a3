/** Travelling through time on behalf of the page, one journey after the other. */
import { badRequest } from "../telegram/errors.ts";
import type { ClientEvent } from "./protocol.ts";

/** Real milliseconds between reports of a journey's progress. */
const REPORT = 200;

/** `travel` moves the clock and resolves when everything due on the way has been done. */
export function createJourneys(options: {
  now: () => number;
  travel: ((to: number) => Promise<void>) | undefined;
  tell: (event: ClientEvent) => void;
}) {
  let travelling = false;
  const report = () => options.tell({ type: "time", now: options.now(), travelling });

  return {
    isUnderWay: () => travelling,
    /** Goes to an instant (epoch ms). Throws if it lies in the past, or while another journey is under way. */
    async go(to: number): Promise<{ now: number }> {
      if (!options.travel) throw badRequest("this sandbox cannot travel in time");
      if (travelling) throw badRequest("a journey is already under way");
      if (!Number.isFinite(to) || to < options.now()) throw badRequest("time only goes forward");
      travelling = true;
      report();
      const reporting = setInterval(report, REPORT);
      try {
        await options.travel(to);
      } finally {
        clearInterval(reporting);
        travelling = false;
        report();
      }
      return { now: options.now() };
    },
  };
}
