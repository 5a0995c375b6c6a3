/** Finds secrets wherever they may have ended up, however they were encoded on the way. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** By name, the ways in which a secret can be written: as it is, in an address, and in hexadecimal and base64. */
export function writingsOf(secret: string): Record<string, string[]> {
  const bytes = Buffer.from(secret);
  // Base64 reads three bytes at a time: what stands before the secret shifts it, and blurs its edges.
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  return {
    raw: [secret],
    "URL-encoded": [encodeURIComponent(secret)],
    hexadecimal: [bytes.toString("hex")],
    base64,
    base64url: base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  };
}

/** "bot token, raw, in belfry.db": every place in which a secret stands. */
export function leaks(secrets: Record<string, string>, places: Record<string, string>): string[] {
  return Object.entries(places).flatMap(([place, text]) => {
    const lower = text.toLowerCase();
    return Object.entries(secrets).flatMap(([name, secret]) =>
      Object.entries(writingsOf(secret)).flatMap(([way, writings]) =>
        writings.some((writing) => lower.includes(writing.toLowerCase()))
          ? [`${name}, ${way}, in ${place}`]
          : [],
      ),
    );
  });
}

/** Every file below a folder, byte by byte, by its path. */
export function filesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name),
      readFileSync(join(parentPath, name), "latin1"),
    ]),
  );
}
