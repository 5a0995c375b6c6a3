import { describe, expect, test } from "vitest";
import { findZones, isZone } from "../../src/posts/zones.ts";

test.each([
  "UTC",
  "Europe/Berlin",
  "europe/berlin",
  "Europe/Kyiv",
  "Europe/Kiev",
  "Asia/Kolkata",
  "Etc/GMT-2",
])("%s is a zone", (name) => {
  expect(isZone(name)).toBe(true);
});

test.each(["", " ", "Berlin", "Mars/Base", "+02:00", "UTC+2", "Europe/Berlin "])("%j is no zone", (name) => {
  expect(isZone(name)).toBe(false);
});

describe("findZones", () => {
  test.each([
    ["berlin", "Europe/Berlin"],
    ["Europe/Berlin", "Europe/Berlin"],
    ["  EUROPE/berlin ", "Europe/Berlin"],
    ["new york", "America/New_York"],
    ["New-York", "America/New_York"],
    ["tokyo", "Asia/Tokyo"],
    ["utc", "UTC"],
    ["GMT", "UTC"],
    ["São Paulo", "America/Sao_Paulo"],
    ["port au prince", "America/Port-au-Prince"],
    ["Europe/Kiev", "Europe/Kyiv"],
    ["kiev", "Europe/Kyiv"],
    ["Asia/Calcutta", "Asia/Kolkata"],
    ["mumbai", "Asia/Kolkata"],
    ["san francisco", "America/Los_Angeles"],
    ["US/Eastern", "America/New_York"],
    ["est", "America/New_York"],
    ["CET", "Europe/Berlin"],
    ["Etc/GMT-2", "Etc/GMT-2"],
    ["+2", "Etc/GMT-2"],
    ["UTC+2", "Etc/GMT-2"],
    ["gmt -3:00", "Etc/GMT+3"],
    ["UTC−3", "Etc/GMT+3"],
    ["+0", "UTC"],
    ["utc+5:30", "Asia/Kolkata"],
  ])("%s means %s first of all", (query, zone) => {
    expect(findZones(query)[0]).toBe(zone);
  });

  test.each(["", "  ", "xyzzy", "+15", "+7:15", "2"])("%j means none", (query) => {
    expect(findZones(query)).toEqual([]);
  });

  test("what begins with the query comes before what contains it, and big places before small ones", () => {
    const found = findZones("sa", 100);
    expect(found.indexOf("America/Sao_Paulo")).toBe(0);
    expect(found.indexOf("America/Santiago")).toBeLessThan(found.indexOf("America/El_Salvador"));
  });

  test("gives at most so many, each once, and only names that Intl takes", () => {
    expect(findZones("america")).toHaveLength(8);
    expect(findZones("america", 3)).toHaveLength(3);
    const all = findZones("a", 1000);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((zone) => !isZone(zone))).toEqual([]);
    for (const zone of all) new Intl.DateTimeFormat("en", { timeZone: zone });
  });
});
