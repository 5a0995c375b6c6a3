/** The crash test for as long as you like: `npm run bench:crash -- --rounds 500 --seed 7`. */
import { crash } from "../test/crash/crashes.ts";
import { readNumbers } from "./arguments.ts";
import { printTable, verdict } from "./figures.ts";

const { rounds, seed } = readNumbers({ rounds: 100, seed: 1 });
const startedAt = Date.now();
const { deliveries, sent, uncertain, doubles, silent } = await crash({ rounds, seed }, (round) => {
  if (round % 10 === 0) console.log(`killed ${round} times, ${minutes()} min`);
});

printTable(
  `Crash: killed ${rounds} times with seed ${seed}, ${minutes()} min`,
  ["", "deliveries"],
  [
    ["due", String(deliveries)],
    ["sent", String(sent)],
    ["uncertain, and their authors told", String(uncertain)],
    ["sent twice", String(doubles.length)],
    ["lost in silence", String(silent.length)],
  ],
);
for (const line of [
  ...doubles.map((text) => `twice: ${text}`),
  ...silent.map((text) => `in silence: ${text}`),
])
  console.log(line);
console.log();
verdict("sent twice", String(doubles.length), "0", doubles.length === 0);
verdict("lost in silence", String(silent.length), "0", silent.length === 0);
process.exitCode = doubles.length + silent.length === 0 ? 0 : 1;

function minutes(): string {
  return ((Date.now() - startedAt) / 60_000).toFixed(1);
}
