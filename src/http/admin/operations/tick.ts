/** A tick of the scheduler on demand: what it would move, or has moved. */
import { z } from "zod";
import type { Move as MoveRow } from "../../../editorial/ticking.ts";
import type { Desk } from "../desk.ts";
import { refusedRun } from "../job-shapes.ts";
import { operation, type Refused } from "../operation.ts";
import { instant } from "../present.ts";
import { Instant } from "../schemas.ts";

const Move = z
  .object({
    post: z.int(),
    delivery: z.int(),
    destination: z.int(),
    due_at: Instant,
    to: z.string().meta({ description: "The delivery's status then: `sending` and `expired` in a dry run." }),
  })
  .meta({ id: "Move" });

export function tickOperation({ jobs, ticking }: Desk) {
  return operation({
    id: "tick",
    method: "POST",
    path: "/publishing/scheduler/tick",
    group: "Scheduler",
    summary: "Publish what is due, or see what would be",
    about:
      "With `dry_run=true`: what a tick now would claim for sending or expire; nothing changes. With `dry_run=false`: does it, also while publishing is paused, and says where each has come. What still waits (for the pace, a retry, a lost destination) is not among them.",
    query: z.strictObject({ dry_run: z.enum(["true", "false"]) }),
    answers: {
      200: {
        about: "What would move, or has moved; 1000 at most.",
        schema: z.object({
          dry_run: z.boolean(),
          publishing_paused: z.boolean(),
          moves: z.array(Move),
        }),
      },
    },
    problems: ["not_possible_now", "took_too_long"],
    reachesOutside: true,
    async carryOut({ query, program }) {
      const isDry = query.dry_run === "true";
      const isPaused = jobs.find("publish")?.paused !== undefined;
      const answer = (moves: MoveRow[]) => ({
        status: 200,
        body: { dry_run: isDry, publishing_paused: isPaused, moves: moves.map(presentMove) },
      });
      if (isDry) return answer(ticking.preview());
      let refused: Refused | undefined;
      const moves = await ticking.run(async () => {
        for (const job of ["expire", "publish"]) {
          const begun = jobs.runNow(job, program);
          if (!begun.ok) {
            refused = refusedRun(begun.why);
            return;
          }
          await begun.ended;
        }
      });
      return refused ?? answer(moves);
    },
  });
}

function presentMove({ postId, deliveryId, destinationId, dueAt, to }: MoveRow) {
  return { post: postId, delivery: deliveryId, destination: destinationId, due_at: instant(dueAt), to };
}
