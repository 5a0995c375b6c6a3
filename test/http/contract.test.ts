/**
 * The admin API held to what it says of itself: every operation of the OpenAPI document that the running program
 * serves is called, rightly and wrongly, and every answer is measured against the schema documented for it.
 */
import { describe, expect, test } from "vitest";
import { type Answered, type ApiClient, apiClient, text, withTokens } from "../support/api-client.ts";
import { type Belfry, startBelfry } from "../support/belfry.ts";
import { problemsOf, resolve } from "../support/json-schema.ts";
import { rows } from "../support/posts.ts";

// biome-ignore lint/suspicious/noExplicitAny: this is what is looked into
type Document = any;

interface Operation {
  id: string;
  method: string;
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  described: any;
}

/** What each operation is rightly called with. A test fails where the document has one that is missing here. */
interface Call {
  path?: Record<string, number | string>;
  query?: string;
  body?: unknown;
  form?: FormData;
}

const file = () => {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(Buffer.from("Bells"))], "bells.txt"));
  return form;
};

/** Runs before each right call, and makes the post that it is about. */
const rightCalls: Record<string, (world: World) => Promise<Call>> = {
  schedulePost: async () => ({ body: text("Hello") }),
  scheduleBatch: async () => ({
    body: { posts: [text("One"), text("Two", "2020-01-01T00:00:00Z"), { ...text(""), destinations: [99] }] },
  }),
  getPost: async ({ scheduled }) => ({ path: { post: await scheduled() } }),
  listPosts: async ({ scheduled }) => {
    await scheduled();
    return { query: "?status=any&limit=2&due_from=2026-01-01T00:00:00Z" };
  },
  reschedulePost: async ({ scheduled }) => ({
    path: { post: await scheduled() },
    body: { due: "2026-12-24T17:00:00Z" },
  }),
  cancelPost: async ({ scheduled }) => ({ path: { post: await scheduled() }, body: { reason: "Rain" } }),
  publishPostNow: async ({ scheduled }) => ({ path: { post: await scheduled() } }),
  retryDelivery: async ({ failed }) => ({ path: await failed() }),
  resolveDelivery: async ({ uncertain }) => ({ path: await uncertain(), body: { appeared: true } }),
  uploadMedia: async () => ({ query: "?kind=document", form: file() }),
  listDestinations: async () => ({}),
  getStatistics: async () => ({}),
  previewCleanup: async () => ({}),
  listWebhooks: async () => ({}),
  listEvents: async () => ({ query: "?after=0&limit=1000" }),
  getSchedulerStatus: async () => ({}),
  runJob: async () => ({ path: { job: "expire" } }),
  pauseJob: async () => ({ path: { job: "warn" } }),
  resumeJob: async () => ({ path: { job: "warn" } }),
  triggerCleanup: async () => ({}),
  triggerNotifications: async () => ({}),
  tick: async ({ scheduled }) => {
    await scheduled();
    return { query: "?dry_run=true" };
  },
};

type World = ReturnType<typeof worldOf>;

function worldOf(belfry: Belfry, website: ApiClient) {
  const { ada, telegram, settle, travel } = belfry;
  const later = "2026-12-24T17:00:00Z";
  async function scheduled(post: unknown = text("Hello", later)): Promise<number> {
    return (await website.posts("/publishing/schedule", post)).body.post.id;
  }
  async function published(post: unknown) {
    const id = await scheduled(post);
    await website.posts(`/publishing/schedule/${id}/publish-now`);
    await settle();
    await travel(2);
    return { post: id, delivery: (await website.gets(`/publishing/schedule/${id}`)).body.deliveries[0].id };
  }
  return {
    scheduled: () => scheduled(),
    failed: () =>
      published({
        content: { kind: "photo", file_id: "of no file" },
        destinations: ["@the_news"],
        due: later,
      }),
    /** Nobody can look for the first message of a channel. */
    async uncertain() {
      const channel = telegram.createChat(ada.id, { type: "channel", title: "Fresh" });
      await ada.makesAdministrator(channel);
      telegram.addFault({ kind: "lost_answer", times: 1, chat_id: channel });
      return published(text("Lost", later, channel));
    },
  };
}

/** The running program, its document, and ways to call what stands in that. */
async function startContract() {
  const belfry = await startBelfry({ config: withTokens("website") });
  const website = apiClient(belfry, "website");
  const document: Document = (await website.gets("/openapi.json")).body;
  const operations = Object.entries<Document>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Document>(methods).map(
      ([method, described]): Operation => ({
        ...{ id: described.operationId, method: method.toUpperCase(), path, described },
      }),
    ),
  );

  const address = ({ path }: Operation, call: Call) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => String(call.path?.[name])) + (call.query ?? "");

  const ask = (operation: Operation, call: Call, headers: Record<string, string> = {}) =>
    website.asks(operation.method, address(operation, call), {
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.form && { body: call.form }),
      headers: { ...(call.body !== undefined && { "content-type": "application/json" }), ...headers },
    });

  /** What is wrong with an answer by its own document; also one that is not documented. */
  function undocumented({ id, described }: Operation, { status, headers, body }: Answered): string[] {
    const response = described.responses[status];
    if (!response) return [`${id} answers an undocumented ${status}: ${JSON.stringify(body)}`];
    const type = headers.get("content-type") ?? "";
    const media = response.content[type];
    if (!media) return [`${id} ${status}: undocumented type ${type}`];
    return problemsOf(body, media.schema, document).map((problem) => `${id} ${status} ${problem}`);
  }

  /** Each with a right path and query, so that only what a test changes is wrong. */
  async function eachOperation(
    only: (one: Operation) => boolean,
    check: (one: Operation) => Promise<Answered>,
  ) {
    const found: Record<string, number> = {};
    const wrong: string[] = [];
    for (const operation of operations.filter(only)) {
      const answered = await check(operation);
      found[operation.id] = answered.status;
      wrong.push(...undocumented(operation, answered));
    }
    expect(wrong).toEqual([]);
    return found;
  }

  return { belfry, website, document, operations, address, ask, eachOperation };
}

const hasBody = ({ described }: Operation) => Boolean(described.requestBody?.content["application/json"]);
const hasPath = ({ path }: Operation) => path.includes("{");
const blind = (operation: Operation): Call => ({
  path: { post: 999_999, delivery: 999_999, job: "nothing" },
  ...(operation.id === "tick" && { query: "?dry_run=true" }),
  ...(operation.id === "uploadMedia" && { query: "?kind=document", form: file() }),
  ...(hasBody(operation) && {
    body: Object.values<Document>(operation.described.requestBody.content["application/json"].examples)[0]
      .value,
  }),
});

describe("the admin API", () => {
  test("names its operations, each once, and refers to nothing that is not there", async () => {
    const { document, operations } = await startContract();
    const ids = operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(Object.keys(rightCalls).toSorted());
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!);
    expect(references.length).toBeGreaterThan(10);
    for (const to of references) expect(resolve(to, document)).toBeTruthy();
    expect(document.openapi).toBe("3.1.0");
    expect(document.security).toEqual([{ token: [] }]);
  });

  test("documents bodies with examples that its own schemas take", async () => {
    const { document, operations } = await startContract();
    const examples = operations.filter(hasBody).flatMap((operation) => {
      const { schema, examples } = operation.described.requestBody.content["application/json"];
      return Object.values<Document>(examples).map(({ value }) => ({ operation, schema, value }));
    });
    expect(examples.length).toBeGreaterThan(5);
    expect(examples.flatMap(({ schema, value }) => problemsOf(value, schema, document))).toEqual([]);
  });

  test("answers every right call as documented", async () => {
    const { belfry, website, operations, ask, eachOperation } = await startContract();
    const world = worldOf(belfry, website);
    const statuses = await eachOperation(
      () => true,
      async (operation) => ask(operation, await rightCalls[operation.id]!(world)),
    );
    expect(statuses).toEqual(
      Object.fromEntries(
        operations.map(({ id, described }) => [id, Number(Object.keys(described.responses)[0])]),
      ),
    );
    // Without an answer of each kind, a schema that fits nothing would pass for right.
    expect(rows(belfry, "select distinct status from deliveries").length).toBeGreaterThan(2);
  });

  test("answers nobody without a token, nor with a wrong one", async () => {
    const { belfry, ask, eachOperation } = await startContract();
    for (const headers of [
      { authorization: "" },
      { authorization: "Bearer no-token-of-anybody-at-all" },
      { authorization: "Basic abc" },
    ]) {
      // Wrong tokens are counted.
      await belfry.travel(5);
      const statuses = await eachOperation(
        () => true,
        async (operation) => {
          await belfry.travel(1);
          const answered = await ask(operation, blind(operation), headers);
          expect(answered.headers.get("www-authenticate")).toContain("Bearer");
          return answered;
        },
      );
      expect(new Set(Object.values(statuses))).toEqual(new Set([401]));
    }
  });

  test("says where in a body something is wrong", async () => {
    const { ask, eachOperation } = await startContract();
    const statuses = await eachOperation(hasBody, async (operation) => {
      const answered = await ask(operation, { ...blind(operation), body: { surprise: true } });
      expect(answered.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain("/surprise");
      return answered;
    });
    expect(new Set(Object.values(statuses))).toEqual(new Set([400]));
  });

  test("refuses a body that is no JSON, or not called so", async () => {
    const { website, address, eachOperation } = await startContract();
    const broken = await eachOperation(hasBody, (operation) =>
      website.asks("POST", address(operation, blind(operation)), {
        body: "{",
        headers: { "content-type": "application/json" },
      }),
    );
    expect(new Set(Object.values(broken))).toEqual(new Set([400]));
    const other = await eachOperation(hasBody, (operation) =>
      website.asks("POST", address(operation, blind(operation)), {
        body: "a=1",
        headers: { "content-type": "text/plain" },
      }),
    );
    expect(new Set(Object.values(other))).toEqual(new Set([415]));
  });

  test("refuses a body that is too large, and says so in its own kind of problem", async () => {
    const { website, address, eachOperation } = await startContract();
    const posts = ({ id, method }: Operation) => method === "POST" && id !== "uploadMedia";
    const statuses = await eachOperation(posts, async (operation) => {
      const answered = await website.asks("POST", address(operation, blind(operation)), {
        body: JSON.stringify({ reason: "x".repeat(1024 * 1024) }),
        headers: { "content-type": "application/json" },
      });
      expect(answered.body.type).toBe("/docs#problem-too-large");
      return answered;
    });
    expect(new Set(Object.values(statuses))).toEqual(new Set([413]));
  });

  test("refuses an unknown parameter, and a value that is none", async () => {
    const { website, ask, eachOperation } = await startContract();
    const takesQuery = ({ described }: Operation) =>
      described.parameters.some((one: { in: string }) => one.in === "query");
    const statuses = await eachOperation(takesQuery, async (operation) => {
      const { query = "", ...call } = blind(operation);
      const answered = await ask(operation, { ...call, query: `${query || "?"}&surprise=1` });
      expect(answered.body.errors.at(-1).pointer).toBe("?surprise");
      return answered;
    });
    expect(new Set(Object.values(statuses))).toEqual(new Set([400]));
    const takesNumbers = ({ path }: Operation) => path.includes("{post}");
    const paths = await eachOperation(takesNumbers, (operation) =>
      website.asks(operation.method, operation.path.replace(/\{\w+\}/g, "twelve"), {
        headers: { "content-type": "application/json" },
      }),
    );
    expect(new Set(Object.values(paths))).toEqual(new Set([400]));
  });

  test("knows no posts and deliveries that are not there", async () => {
    const { ask, eachOperation } = await startContract();
    const statuses = await eachOperation(hasPath, (operation) => ask(operation, blind(operation)));
    expect(new Set(Object.values(statuses))).toEqual(new Set([404]));
  });

  test("takes only the methods that it documents", async () => {
    const { website, operations } = await startContract();
    for (const { path } of operations) {
      const answered = await website.asks("DELETE", path.replace(/\{\w+\}/g, "1"));
      expect([answered.status, answered.headers.get("content-type")]).toEqual([
        405,
        "application/problem+json",
      ]);
    }
  });

  test("is a page to read, with every operation, problem and schema, that loads nothing", async () => {
    const { website, document, operations } = await startContract();
    const { status, body, headers } = await website.gets("/docs");
    expect(status).toBe(200);
    for (const { id, path } of operations) {
      expect(body).toContain(`<section id="${id}">`);
      expect(body).toContain(`<code>${path}</code>`);
    }
    for (const name of Object.keys(document.components.schemas))
      expect(body).toContain(`id="schema-${name}"`);
    const links = [...body.matchAll(/href="#([^"]+)"/g)].map(([, to]) => to);
    for (const to of links) expect(body).toContain(`id="${to}"`);
    expect(body).not.toMatch(/<script|src=|<link|url\(/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});
