/** How SQLite goes about the queries that some work makes. */
import type { OpenDatabase } from "../../src/storage/database.ts";

/** The plan of each query that the work prepares, in their order. */
export function plansOf(client: OpenDatabase["sqlite"], work: () => unknown): string[] {
  const prepare = client.prepare;
  const queries: string[] = [];
  client.prepare = ((source: string) => {
    queries.push(source);
    return prepare.call(client, source);
  }) as typeof prepare;
  try {
    work();
  } finally {
    client.prepare = prepare;
  }
  return queries.map((query) => {
    const parameters = Array.from(query.matchAll(/\?/g), () => 0);
    const rows = prepare.call(client, `explain query plan ${query}`).all(parameters);
    return (rows as { detail: string }[]).map(({ detail }) => detail).join("\n");
  });
}
