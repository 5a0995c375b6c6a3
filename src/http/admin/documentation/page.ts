/** The OpenAPI document as a page to read. It loads nothing and runs nothing: one file of HTML with its style. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { DocumentedOperation, OpenApiDocument } from "../openapi.ts";
import { type ProblemKind, problemKinds, problemType } from "../problems.ts";
import { tokenAllowance } from "../tokens.ts";
import { escapeHtml, exampleCall, prose } from "./markup.ts";
import { describeFields, describeType } from "./schema.ts";

const style = readFileSync(new URL("./page.css", import.meta.url), "utf8");
const hash = createHash("sha256").update(style).digest("base64");

/** The page, and the policy under which a browser may show it: nothing but its own style. */
export function documentationPage(document: OpenApiDocument): {
  html: string;
  contentSecurityPolicy: string;
} {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const schemas = Object.entries(document.components.schemas).sort(([one], [other]) =>
    one.localeCompare(other),
  );
  const { title, description, version } = document.info;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<div class="frame">
<nav aria-label="Contents">
<a href="#top"><strong>${escapeHtml(title)}</strong></a>
<h2>Guide</h2>
<ul><li><a href="#tokens">Tokens</a></li><li><a href="#keys">Idempotency keys</a></li><li><a href="#problems">Problems</a></li></ul>
${groups.map(({ name, operations }) => navigationOf(name, operations)).join("\n")}
<h2>Schemas</h2>
<ul>${schemas.map(([name]) => `<li><a href="#schema-${name}">${name}</a></li>`).join("")}</ul>
</nav>
<main id="top">
<h1>${escapeHtml(title)}</h1>
<p>${prose(description)}</p>
<p class="quiet">Belfry ${escapeHtml(version)}. The same for programs, as OpenAPI 3.1: <a href="/openapi.json">openapi.json</a>.</p>
${guide()}
${groups.map(({ name, operations }) => `<h2>${name}</h2>\n${operations.map(sectionOf).join("\n")}`).join("\n")}
<h2>Schemas</h2>
${schemas
  .map(([name, schema]) => `<section id="schema-${name}"><h3>${name}</h3>${describeFields(schema)}</section>`)
  .join("\n")}
</main>
</div>
</body>
</html>
`;
  const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`;
  return { html, contentSecurityPolicy };
}

interface Documented {
  path: string;
  method: string;
  operation: DocumentedOperation;
}

function navigationOf(name: string, operations: Documented[]): string {
  const items = operations.map(
    ({ operation }) => `<li><a href="#${operation.operationId}">${escapeHtml(operation.summary)}</a></li>`,
  );
  return `<h2>${name}</h2>\n<ul>${items.join("")}</ul>`;
}

function guide(): string {
  const { most, perSecond } = tokenAllowance;
  const rows = (Object.keys(problemKinds) as ProblemKind[]).map((kind) => {
    const { status, title, about } = problemKinds[kind];
    const anchor = problemType(kind).split("#")[1];
    return `<tr id="${anchor}"><td>${status}</td><td>${escapeHtml(title)}<br><span class="quiet">${prose(about)}</span></td></tr>`;
  });
  return `<section id="tokens"><h2>Tokens</h2>
<p>${prose("Every request carries a token of the setting `ADMIN_API_TOKENS`. A program with a token may do what an owner may, and what it does stands in the history under the token's name.")}</p>
<pre><code>Authorization: Bearer TOKEN</code></pre>
<p>${prose(`A token may make ${most} requests at once and ${perSecond} a second after that; then it is answered 429 with \`Retry-After\`.`)}</p></section>
<section id="keys"><h2>Idempotency keys</h2>
<p>${prose("A POST may carry a word of your own, new for each new request. If its answer is lost, send the same again with the same key: it is carried out once, and the answer comes again with `Idempotent-Replayed: true`. Keys are kept for 24 hours. A request that was refused leaves its key free.")}</p>
<pre><code>Idempotency-Key: newsletter-2026-12-24</code></pre></section>
<section id="problems"><h2>Problems</h2>
<p>${prose("Whatever goes wrong is answered as `application/problem+json` (RFC 9457). Its `type` is one of these, or `about:blank` where the status says it all; `detail` says what it was this time, and `errors` where in the request.")}</p>
<div class="wide"><table><thead><tr><th>Status</th><th>What it is</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div></section>`;
}

function sectionOf({ path, method, operation }: Documented): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) => `<dt><code>${type}</code></dt><dd>${describeType(schema)}</dd>`,
  );
  const answers = Object.entries(responses).map(([status, { description, content }]) => {
    const schema = Object.values(content)[0]?.schema ?? {};
    return `<dt><strong>${status}</strong> ${describeType(schema)}</dt><dd>${prose(description)}${nested(schema)}</dd>`;
  });
  return `<section id="${operationId}">
<h3>${escapeHtml(summary)}</h3>
<p class="address"><span class="method ${method}">${method}</span> <code>${escapeHtml(path)}</code></p>
<p>${prose(description)}</p>
${parameters.length > 0 ? `<h4>Parameters</h4><dl>${parameters.map(parameterOf).join("")}</dl>` : ""}
${bodies.length > 0 ? `<h4>Body</h4><dl>${bodies.join("")}</dl>` : ""}
<h4>Answers</h4><dl>${answers.join("")}</dl>
${exampleCall(path, method, operation)}
</section>`;
}

function parameterOf({
  name,
  in: place,
  required,
  description,
  schema,
}: DocumentedOperation["parameters"][number]) {
  const need = required ? ' <span class="need">needed</span>' : "";
  const where = place === "query" ? "" : ` <span class="quiet">in the ${place}</span>`;
  return `<dt><code>${name}</code> ${describeType(schema)}${where}${need}</dt><dd>${prose(description ?? "")}</dd>`;
}

/** What is inside an answer that has no name of its own. */
const nested = (schema: Record<string, unknown>): string =>
  schema["properties"] === undefined ? "" : describeFields(schema);
