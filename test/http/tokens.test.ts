import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createTokens, tokenAllowance } from "../../src/http/admin/tokens.ts";

const secrets = { website: "w".repeat(24), archive: "a".repeat(24) };

function tokens() {
  let at = 0;
  const tokens = createTokens({
    tokens: Object.entries(secrets).map(([name, secret]) => ({
      name,
      hash: createHash("sha256").update(secret).digest("hex"),
    })),
    now: () => at,
  });
  const pass = (seconds: number) => {
    at += seconds * 1000;
  };
  return { ...tokens, pass };
}

test("each token is known by its name", () => {
  const { identify } = tokens();
  expect(identify(`Bearer ${secrets.website}`, "a")).toEqual({ ok: true, name: "website" });
  expect(identify(`bearer  ${secrets.archive}`, "a")).toEqual({ ok: true, name: "archive" });
});

test.each([
  [undefined, "missing"],
  ["", "missing"],
  ["Basic abc", "missing"],
  [secrets.website, "missing"],
  ["Bearer wrong", "wrong"],
  [`Bearer ${secrets.website}x`, "wrong"],
  [`Bearer ${secrets.website} ${secrets.website}`, "missing"],
])("%j is %s", (header, why) => {
  expect(tokens().identify(header, "a")).toEqual({ ok: false, why });
});

test("a token that asks too much has to wait, and no other", () => {
  const { identify, pass } = tokens();
  for (let i = 0; i < tokenAllowance.most; i++)
    expect(identify(`Bearer ${secrets.website}`, "a").ok).toBe(true);
  expect(identify(`Bearer ${secrets.website}`, "a")).toEqual({
    ...{ ok: false, why: "too_many", name: "website" },
    retryAfterSeconds: 1,
  });
  expect(identify(`Bearer ${secrets.archive}`, "a").ok).toBe(true);
  pass(1);
  for (let i = 0; i < tokenAllowance.perSecond; i++)
    expect(identify(`Bearer ${secrets.website}`, "a").ok).toBe(true);
  expect(identify(`Bearer ${secrets.website}`, "a").ok).toBe(false);
});

test("an address that guesses has to wait; a right token from there need not", () => {
  const { identify, pass } = tokens();
  for (let i = 0; i < 10; i++) expect(identify(`Bearer guess-${i}`, "a")).toMatchObject({ why: "wrong" });
  expect(identify("Bearer guess", "a")).toEqual({ ok: false, why: "too_many", retryAfterSeconds: 6 });
  expect(identify("Bearer guess", "b")).toMatchObject({ why: "wrong" });
  expect(identify(`Bearer ${secrets.website}`, "a").ok).toBe(true);
  pass(6);
  expect(identify("Bearer guess", "a")).toMatchObject({ why: "wrong" });
});

test("ever new addresses do not fill the memory, nor lock a right token out", () => {
  const { identify, pass } = tokens();
  for (let i = 0; i < 1000; i++) identify("Bearer guess", `address-${i}`);
  expect(identify("Bearer guess", "one more")).toMatchObject({ why: "too_many" });
  expect(identify(`Bearer ${secrets.website}`, "one more").ok).toBe(true);
  pass(60);
  expect(identify("Bearer guess", "one more")).toMatchObject({ why: "wrong" });
});

test("clocks that go back give and take nothing", () => {
  const { identify, pass } = tokens();
  for (let i = 0; i < tokenAllowance.most; i++) identify(`Bearer ${secrets.website}`, "a");
  pass(-3600);
  expect(identify(`Bearer ${secrets.website}`, "a").ok).toBe(false);
});
