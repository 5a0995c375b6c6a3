/** docs/webhooks.md says what is true. */
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ledgerEventTypes } from "../../src/posts/ledger-event.ts";

const text = readFileSync(fileURLToPath(new URL("../../docs/webhooks.md", import.meta.url)), "utf8");

it("lists every type of event, and no other", () => {
  const listed = [...text.matchAll(/^\| `([a-z_.]+)` \|/gm)].map(([, type]) => type);
  expect(listed.sort()).toEqual(ledgerEventTypes);
});

describe("the examples that verify a signature", () => {
  const secret = "kT5wQ9zL2nB7xJ4cR8mV";
  const body = '{"title":"Bells – at noon"}';
  const now = 1_795_366_800;
  const signature = `v1=${createHmac("sha256", secret).update(`${now}.${body}`).digest("hex")}`;
  const cases = {
    right: { body, timestamp: now, signature, now: now + 299, expected: true },
    "another body": { body: `${body} `, timestamp: now, signature, now, expected: false },
    "another time": { body, timestamp: now + 1, signature, now, expected: false },
    "too late": { body, timestamp: now, signature, now: now + 301, expected: false },
    unsigned: { body, timestamp: now, signature: "", now, expected: false },
  };

  const inNode = (call: (typeof cases)["right"]) => `${blockOf("js")}
    const call = ${JSON.stringify(call)};
    const headers = { "belfry-timestamp": String(call.timestamp), "belfry-signature": call.signature };
    console.log(isFromBelfry(headers, call.body, ${JSON.stringify(secret)}, call.now));`;
  const inPython = (call: (typeof cases)["right"]) => `${blockOf("python")}
import json
call = json.loads(${JSON.stringify(JSON.stringify(call))})
headers = {"belfry-timestamp": str(call["timestamp"]), "belfry-signature": call["signature"]}
print(is_from_belfry(headers, call["body"].encode(), ${JSON.stringify(secret)}, call["now"]))`;

  it.each(Object.entries(cases))("in Node: %s", (_name, call) => {
    const said = execFileSync(process.execPath, ["--input-type=module", "--eval", inNode(call)]);
    expect(said.toString().trim()).toBe(String(call.expected));
  });

  it.skipIf(!hasPython()).each(Object.entries(cases))("in Python: %s", (_name, call) => {
    const said = execFileSync("python3", ["-c", inPython(call)]);
    expect(said.toString().trim().toLowerCase()).toBe(String(call.expected));
  });
});

function blockOf(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  if (code === undefined) throw new Error(`there is no example in ${language}`);
  return code;
}

function hasPython(): boolean {
  try {
    execFileSync("python3", ["--version"]);
    return true;
  } catch {
    return false;
  }
}
