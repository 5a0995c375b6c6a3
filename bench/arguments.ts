/** Numbers from the command line: `--rounds 500`. */
import { parseArgs } from "node:util";

/** Takes the defaults by name; throws for what is no number or unknown. */
export function readNumbers<Name extends string>(defaults: Record<Name, number>): Record<Name, number> {
  const { values } = parseArgs({
    options: Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" as const }])),
  });
  const given = Object.entries(values).map(([name, value]) => {
    const number = Number(value);
    if (!Number.isFinite(number)) throw new Error(`--${name} takes a number, not "${value}"`);
    return [name, number];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}
