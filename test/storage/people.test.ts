import { expect, test } from "vitest";
import { createPeopleStore } from "../../src/storage/people.ts";
import { ledger } from "../../src/storage/schema.ts";
import { freshDatabase } from "../support/database.ts";
import { someTime } from "../support/factories.ts";

const ben = { userId: 2, name: "Ben", username: null, role: "editor" as const, timeZone: "UTC", addedBy: 1 };

function setUp() {
  const { database } = freshDatabase();
  const people = createPeopleStore(database);
  people.add(ben, someTime);
  return { database, people };
}

test("the team lists owners first, then by name; somebody removed is no member, but still known by name", () => {
  const { people } = setUp();
  people.add({ ...ben, userId: 3, name: "Zoe", role: "owner" }, someTime);
  people.add({ ...ben, userId: 4, name: "Abe" }, someTime);
  expect(people.team().map(({ name }) => name)).toEqual(["Zoe", "Abe", "Ben"]);
  people.remove(2, 3, someTime);
  expect(people.member(2)).toBeUndefined();
  expect(people.known(2)).toMatchObject({ name: "Ben" });
  expect(people.team().map(({ name }) => name)).toEqual(["Zoe", "Abe"]);
});

test("somebody who comes back has the new role, and their own zone and name as before", () => {
  const { people } = setUp();
  people.setTimeZone(2, "Asia/Tokyo");
  people.noteStarted(2, "Benjamin", "ben");
  people.remove(2, 1, someTime);
  people.add({ ...ben, name: "2", role: "owner" }, someTime + 1);
  expect(people.member(2)).toMatchObject({
    name: "Benjamin",
    role: "owner",
    timeZone: "Asia/Tokyo",
    started: true,
    removedAt: null,
  });
});

test("every change of the team stands in the history", () => {
  const { database, people } = setUp();
  people.changeRole(2, "owner", 1, someTime);
  people.remove(2, 1, someTime);
  expect(database.select().from(ledger).all()).toMatchObject([
    { action: "person_added", actorId: 1, details: { userId: 2, role: "editor" } },
    { action: "person_changed", actorId: 1, details: { userId: 2, role: "owner" } },
    { action: "person_removed", actorId: 1, details: { userId: 2 } },
  ]);
});
