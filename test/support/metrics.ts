/** What /metrics says, in the terms of tests. */

export type Scrape = Awaited<ReturnType<typeof scrape>>;

export async function scrape(httpUrl: string) {
  const response = await fetch(`${httpUrl}/metrics`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  const samples = new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const end = line.lastIndexOf(" ");
        return [line.slice(0, end), Number(line.slice(end + 1))] as const;
      }),
  );
  return {
    text,
    /** Of every metric, as its TYPE line has it. */
    names: [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name),
    /** Undefined where there is no such sample. */
    value(name: string, labels: Record<string, string> = {}): number | undefined {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const found = [...samples].find(([sample]) => {
        const [, itsName, itsLabels = ""] = /^([^{]+)(?:\{(.*)\})?$/.exec(sample) ?? [];
        return itsName === name && wanted.every((label) => itsLabels.split(",").includes(label));
      });
      return found?.[1];
    },
    /** Every label with its value, once. */
    labels: (): string[] => [
      ...new Set(
        [...samples.keys()].flatMap((sample) => [...sample.matchAll(/[a-z_]+="[^"]*"/g)].map(String)),
      ),
    ],
  };
}
