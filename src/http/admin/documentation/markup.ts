/** Words, code and calls as HTML. */
import type { DocumentedOperation } from "../openapi.ts";

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Sentences in which `code` stands between backticks. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** How an operation is called with curl, for each example of its body. */
export function exampleCall(
  path: string,
  method: string,
  { parameters, requestBody }: DocumentedOperation,
): string {
  const needed = parameters.filter(({ in: place, required }) => place === "query" && required);
  const query = needed.map(({ name, schema }) => `${name}=${firstValue(schema)}`).join("&");
  const address = `$BELFRY${path.replace(/\{\w+\}/g, "12")}${query && `?${query}`}`;
  const call = (...more: string[]) =>
    [
      `curl${method === "GET" ? "" : ` -X ${method}`} "${address}"`,
      '-H "Authorization: Bearer $TOKEN"',
      ...more,
    ].join(" \\\n  ");
  const examples = Object.values(
    (requestBody?.content["application/json"]?.examples ?? {}) as Record<string, { value: unknown }>,
  );
  const calls = requestBody?.content["multipart/form-data"]
    ? [call('-F "file=@picture.jpg"')]
    : examples.length > 0
      ? examples.map(({ value }) =>
          call('-H "Content-Type: application/json"', `-d '${JSON.stringify(value, null, 2)}'`),
        )
      : [call()];
  return `<details><summary>With curl</summary>${calls.map((one) => `<pre><code>${escapeHtml(one)}</code></pre>`).join("")}</details>`;
}

function firstValue({ enum: values, examples }: { enum?: unknown[]; examples?: unknown[] }): string {
  return String(values?.[0] ?? examples?.[0] ?? "…");
}
