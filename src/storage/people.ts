/** The team, as rows. */
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Database } from "./database.ts";
import { recordInLedger } from "./ledger.ts";
import { people } from "./schema.ts";

export type Person = typeof people.$inferSelect;
export type Role = Person["role"];
export type PeopleStore = ReturnType<typeof createPeopleStore>;

export function createPeopleStore(database: Database) {
  return {
    /** The member of the team with this Telegram user id; undefined for anybody else. */
    member: (userId: number): Person | undefined =>
      database
        .select()
        .from(people)
        .where(and(eq(people.userId, userId), isNull(people.removedAt)))
        .get(),

    /** Anybody who is or was on the team, for names in histories. */
    known: (userId: number): Person | undefined =>
      database.select().from(people).where(eq(people.userId, userId)).get(),

    /** The team: owners first, then by name. */
    team: (): Person[] =>
      database
        .select()
        .from(people)
        .where(isNull(people.removedAt))
        .orderBy(asc(people.role), asc(people.name))
        .all()
        .sort((a, b) => Number(b.role === "owner") - Number(a.role === "owner")),

    /** Adds a person, or takes back one who had been removed. */
    add(
      person: Pick<Person, "userId" | "name" | "username" | "role" | "timeZone"> & { addedBy: number | null },
      now: number,
    ): void {
      database.transaction(
        (transaction) => {
          const { role, addedBy } = person;
          transaction
            .insert(people)
            .values({ ...person, addedAt: now })
            .onConflictDoUpdate({
              target: people.userId,
              set: { role, addedBy, addedAt: now, removedAt: null },
            })
            .run();
          recordInLedger(transaction, {
            at: now,
            by: addedBy ?? undefined,
            action: "person_added",
            details: { userId: person.userId, role },
          });
        },
        { behavior: "immediate" },
      );
    },

    changeRole(userId: number, role: Role, by: number, now: number): void {
      database.transaction(
        (transaction) => {
          transaction.update(people).set({ role }).where(eq(people.userId, userId)).run();
          recordInLedger(transaction, {
            at: now,
            by,
            action: "person_changed",
            details: { userId, role },
          });
        },
        { behavior: "immediate" },
      );
    },

    remove(userId: number, by: number, now: number): void {
      database.transaction(
        (transaction) => {
          transaction.update(people).set({ removedAt: now }).where(eq(people.userId, userId)).run();
          recordInLedger(transaction, {
            at: now,
            by,
            action: "person_removed",
            details: { userId },
          });
        },
        { behavior: "immediate" },
      );
    },

    /** Notes that the person has written to the bot, with the name they go by now. */
    noteStarted(userId: number, name: string, username: string | null): void {
      database.update(people).set({ started: true, name, username }).where(eq(people.userId, userId)).run();
    },

    setTimeZone(userId: number, timeZone: string): void {
      database.update(people).set({ timeZone }).where(eq(people.userId, userId)).run();
    },

    setScreen(userId: number, messageId: number | null): void {
      database.update(people).set({ screenMessageId: messageId }).where(eq(people.userId, userId)).run();
    },
  };
}
