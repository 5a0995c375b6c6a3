/** What is there: destinations, statistics, the coming clean-up, events. */
import { z } from "zod";
import { excerpt } from "../../../posts/excerpt.ts";
import { ledgerEventTypes } from "../../../posts/ledger-event.ts";
import type { Desk } from "../desk.ts";
import { operation } from "../operation.ts";
import { instant, presentDestination } from "../present.ts";
import { Destination, Instant, releasedStatuses } from "../schemas.ts";

const Doomed = z
  .object({
    id: z.int(),
    status: z.enum(releasedStatuses),
    kind: z.string(),
    title: z.string(),
    author_id: z.int(),
    due_at: Instant,
    finished_at: Instant.nullable(),
    deleted_at: Instant.meta({ description: "The clean-up that will delete it, unless somebody keeps it." }),
  })
  .meta({ id: "DoomedPost" });

const Event = z
  .object({
    id: z.int(),
    type: z.enum(ledgerEventTypes),
    at: Instant,
    actor: z
      .union([z.object({ user_id: z.int(), name: z.string().nullable() }), z.object({ token: z.string() })])
      .nullable()
      .meta({ description: "Who did it: a person, a program by its token's name; null: Belfry itself." }),
    data: z.looseObject({}),
  })
  .meta({ id: "Event", description: "The same that webhooks are told of." });

const Statistics = z
  .object({
    posts_by_status: z.record(z.string(), z.int()),
    published: z.object({ day: z.int(), week: z.int(), month: z.int() }),
    success_rate: z.number().nullable().meta({
      description:
        "Of the deliveries of the last 30 days that came to an end, the part that was sent; null: there were none.",
    }),
    lateness_ms: z
      .object({ typical: z.int(), worst: z.int() })
      .nullable()
      .meta({ description: "Behind the due time, over 30 days." }),
    next: z.array(z.object({ post: z.int(), title: z.string(), due_at: Instant })),
  })
  .meta({ id: "Statistics" });

const mostDoomed = 200;
/** Seconds: less than a request may take. */
const longestWait = 25;

export function dataOperations(desk: Desk) {
  const { directory, statistics, ledger } = desk;
  const group = "Data";
  return [
    operation({
      id: "listDestinations",
      method: "GET",
      path: "/publishing/destinations",
      group,
      summary: "List destinations",
      about: "Every channel and group on the list, by title. Posts can go to those that are active.",
      answers: {
        200: { about: "The destinations.", schema: z.object({ destinations: z.array(Destination) }) },
      },
      problems: [],
      carryOut: () => ({ status: 200, body: { destinations: directory.all().map(presentDestination) } }),
    }),
    operation({
      id: "getStatistics",
      method: "GET",
      path: "/admin/stats",
      group,
      summary: "See the numbers",
      about: "What /stats shows in the chat. Posts that were cleaned up no longer count.",
      answers: { 200: { about: "The numbers.", schema: Statistics } },
      problems: [],
      carryOut() {
        const { byStatus, published, successRate, lateness, next } = statistics.read();
        return {
          status: 200,
          body: {
            posts_by_status: byStatus,
            published,
            success_rate: successRate ?? null,
            lateness_ms: lateness ?? null,
            next: next.map(({ id, content, dueAt }) => ({
              post: id,
              title: excerpt(content, 60),
              due_at: instant(dueAt),
            })),
          },
        };
      },
    }),
    operation({
      id: "previewCleanup",
      method: "GET",
      path: "/admin/data/preview",
      group,
      summary: "See what the clean-up will delete",
      about: "The posts that the next clean-ups will delete unless somebody keeps them, the soonest first.",
      answers: {
        200: {
          about: "The first posts, 200 at most, and how many they are in all.",
          schema: z.object({
            total: z.int(),
            posts: z.array(Doomed),
            other_records: z.record(z.string(), z.int()).meta({
              description: "How many records of other kinds go with the next clean-up.",
              examples: [{ history: 120, answers: 3 }],
            }),
          }),
        },
      },
      problems: [],
      carryOut() {
        const planned = desk.planned();
        const posts = planned.slice(0, mostDoomed).flatMap(({ id, cleanupAt }) => {
          const post = desk.queue.read(id);
          if (!post) return [];
          const { status, content, authorId, dueAt, finishedAt } = post;
          return {
            ...{ id, status, kind: content.kind, title: excerpt(content, 60), author_id: authorId },
            due_at: instant(dueAt),
            finished_at: finishedAt === null ? null : instant(finishedAt),
            deleted_at: instant(cleanupAt),
          };
        });
        return { status: 200, body: { total: planned.length, posts, other_records: desk.oldRecords() } };
      },
    }),
    operation({
      id: "listEvents",
      method: "GET",
      path: "/events",
      group,
      summary: "Read events since a cursor",
      about:
        "What has happened, oldest first. Begin with `after=0`, keep the `cursor` of each answer and send it with the next request: nothing is left out and nothing comes twice. With `wait` the answer comes as soon as there is something to tell, or when those seconds are over.",
      query: z.strictObject({
        after: z.coerce.number<string>().int().nonnegative().default(0),
        limit: z.coerce.number<string>().int().min(1).max(1000).default(100),
        wait: z.coerce
          .number<string>()
          .int()
          .min(0)
          .max(longestWait)
          .default(0)
          .meta({ description: "Seconds." }),
      }),
      answers: {
        200: {
          about: "The events; `cursor` for the next request.",
          schema: z.object({ events: z.array(Event), cursor: z.int() }),
        },
      },
      problems: [],
      async carryOut({ query, signal }) {
        const over = AbortSignal.any([signal, desk.stopping, AbortSignal.timeout(query.wait * 1000)]);
        let { after } = query;
        for (;;) {
          const { events, cursor } = ledger.eventsAfter(after, query.limit);
          const isOver = cursor === after && query.wait === 0;
          if (events.length > 0 || isOver) return { status: 200, body: { events, cursor } };
          // What concerns nobody outside was passed over.
          if (cursor === after) await desk.somethingHappens(over);
          // Nothing is read any more: the program may have gone, or Belfry be about to go.
          if (over.aborted) return { status: 200, body: { events, cursor } };
          after = cursor;
        }
      },
    }),
  ];
}
