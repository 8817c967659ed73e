/** Values of one key, line by line: as recorded, or, where each is a count over the same total, the counts. */
export type Column = readonly unknown[] | { readonly of: number; readonly counts: readonly number[] };

/** Lines of the same keys, key by key, in the order that the keys have in each line. */
export type Table = Readonly<Record<string, Column>>;

/** The lines of a `metrics.jsonl` as tables; `order` has the table of each line. */
export interface RunColumns {
  order: number[];
  tables: Table[];
}

type Line = Readonly<Record<string, unknown>>;

/**
 * Lines turned into columns, so that no key is written twice and shares become counts. `fromColumns` gives the same
 * lines back, keys in the same order and every number equal.
 * @param options totals: what shares may be counted over beside a table's own problems and responses
 * @example toColumns([{ step: 0, valid: 0.75 }], { totals: [128] }).tables // [{ step: [0], valid: { of: 128, counts: [96] } }]
 */
export function toColumns(
  lines: readonly Line[],
  { totals = [] }: { totals?: readonly number[] } = {},
): RunColumns {
  const linesByKeys = new Map<string, Line[]>();
  const places = new Map<string, number>();
  const order = lines.map((line) => {
    const keys = JSON.stringify(Object.keys(line));
    const alike = linesByKeys.get(keys);
    if (alike) alike.push(line);
    else {
      places.set(keys, places.size);
      linesByKeys.set(keys, [line]);
    }
    return places.get(keys)!;
  });
  return { order, tables: [...linesByKeys.values()].map((alike) => tableOf(alike, totals)) };
}

/** The lines of `toColumns`. */
export function fromColumns({ order, tables }: RunColumns): Record<string, unknown>[] {
  const values = tables.map((table) =>
    Object.entries(table).map(([key, column]) => [key, valuesOf(column)] as const),
  );
  const next = tables.map(() => 0);
  return order.map((table) => {
    const row = next[table]++;
    return Object.fromEntries(values[table].map(([key, column]) => [key, column[row]]));
  });
}

function tableOf(lines: readonly Line[], totals: readonly number[]): Table {
  const known = [...totals, ...totalsOf(lines)];
  return Object.fromEntries(
    Object.keys(lines[0]).map((key) => {
      const values = lines.map((line) => line[key]);
      return [key, countsOf(values, known) ?? values];
    }),
  );
}

/** An evaluation's problems and responses, where all of these lines have as many. */
function totalsOf(lines: readonly Line[]): number[] {
  const [{ problems, samples }] = lines;
  if (typeof problems !== "number" || typeof samples !== "number") return [];
  const alike = lines.every((line) => line.problems === problems && line.samples === samples);
  return alike ? [problems, problems * samples] : [];
}

function countsOf(values: readonly unknown[], totals: readonly number[]): Column | null {
  if (!isNumbers(values) || values.every(Number.isInteger)) return null;
  for (const of of totals) {
    const counts: number[] = values.map((value) => Math.round(value * of));
    if (values.every((value, i) => counts[i] / of === value)) return { of, counts };
  }
  return null;
}

function valuesOf(column: Column): readonly unknown[] {
  return "counts" in column ? column.counts.map((count) => count / column.of) : column;
}

function isNumbers(values: readonly unknown[]): values is number[] {
  return values.every((value) => typeof value === "number");
}
