/** The team: who may use the bot, and how each of them likes it. */
import type { Clock } from "../clock.ts";
import { mayManageTeam } from "../posts/permissions.ts";
import type { PeopleStore, Person, Role } from "../storage/people.ts";

export type { Person, Role } from "../storage/people.ts";
export type Team = ReturnType<typeof createTeam>;
export type TeamResult =
  | { ok: true }
  | { ok: false; why: "not_allowed" | "already_there" | "not_there" | "settled_in_configuration" };

/** `ownerIds` are the configuration's OWNER_IDS: always owners, whatever anybody presses. */
export function createTeam({
  people,
  ownerIds,
  timeZone,
  clock,
}: {
  people: PeopleStore;
  ownerIds: readonly number[];
  timeZone: string;
  clock: Pick<Clock, "now">;
}) {
  for (const userId of ownerIds) {
    if (people.member(userId)?.role === "owner") continue;
    people.add(
      { userId, name: String(userId), username: null, role: "owner", timeZone, addedBy: null },
      clock.now(),
    );
  }

  function change(by: Person, userId: number, work: () => void): TeamResult {
    if (!mayManageTeam(by)) return { ok: false, why: "not_allowed" };
    if (!people.member(userId)) return { ok: false, why: "not_there" };
    if (ownerIds.includes(userId)) return { ok: false, why: "settled_in_configuration" };
    work();
    return { ok: true };
  }

  return {
    member: people.member,
    known: people.known,
    all: people.team,
    /** The first of OWNER_IDS: whoever it falls to where nobody else was named. */
    firstOwner: (): Person | undefined => people.member(ownerIds[0] ?? 0),
    owners: (): Person[] => people.team().filter((person) => person.role === "owner"),
    isSettledInConfiguration: (userId: number): boolean => ownerIds.includes(userId),

    add(
      by: Person,
      person: { userId: number; name: string; username: string | null; role: Role },
    ): TeamResult {
      if (!mayManageTeam(by)) return { ok: false, why: "not_allowed" };
      if (people.member(person.userId)) return { ok: false, why: "already_there" };
      people.add({ ...person, timeZone, addedBy: by.userId }, clock.now());
      return { ok: true };
    },

    changeRole: (by: Person, userId: number, role: Role): TeamResult =>
      change(by, userId, () => people.changeRole(userId, role, by.userId, clock.now())),

    remove: (by: Person, userId: number): TeamResult =>
      change(by, userId, () => people.remove(userId, by.userId, clock.now())),

    /** Notes that a member has written to the bot, and the name they go by now. */
    meet(person: Person, name: string, username: string | null): Person {
      if (!person.started || person.name !== name || person.username !== username)
        people.noteStarted(person.userId, name, username);
      return { ...person, started: true, name, username };
    },

    setTimeZone: people.setTimeZone,
    setScreen: people.setScreen,
  };
}
