/** What is left of posts when the process that publishes them dies, again and again. */
import { expect, test } from "vitest";
import { crash, runTwins } from "./crashes.ts";

/** Another one each time would find more, and tell less: `npm run bench:crash` takes any. */
const seed = 20261122;

test("a program that is killed at random moments doubles no post and loses none in silence", async () => {
  const { deliveries, sent, uncertain, doubles, silent } = await crash({ rounds: 25, seed });
  expect({ doubles, silent }).toEqual({ doubles: [], silent: [] });
  expect(sent + uncertain).toBe(deliveries);
  expect(sent).toBeGreaterThan(deliveries / 2);
}, 120_000);

test("two programs on one database by mistake double no post and lose none in silence", async () => {
  const { doubles, silent } = await runTwins({ rounds: 3, seed });
  expect({ doubles, silent }).toEqual({ doubles: [], silent: [] });
}, 120_000);
