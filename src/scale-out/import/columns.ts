/** What becomes of an engine's column: it is read, or left out for a reason. */
export interface KnownColumns {
  read: readonly (string | RegExp)[];
  /** Why quantities are left out that have a namesake here, or none. */
  leftOut: readonly (readonly [string | RegExp, string])[];
}

/** The columns of a log sorted: left out by name, with the reason; and unknown. */
export interface SortedColumns {
  leftOut: Record<string, string>;
  unknown: string[];
}

/** Sorts the columns of a log by what is known of them. */
export function sortColumns(names: Iterable<string>, known: KnownColumns): SortedColumns {
  const leftOut: Record<string, string> = {};
  const unknown: string[] = [];
  const fits = (pattern: string | RegExp, name: string): boolean =>
    typeof pattern === "string" ? pattern === name : pattern.test(name);
  for (const name of [...new Set(names)].sort()) {
    if (known.read.some((pattern) => fits(pattern, name))) continue;
    const reason = known.leftOut.find(([pattern]) => fits(pattern, name));
    if (reason) leftOut[name] = reason[1];
    else unknown.push(name);
  }
  return { leftOut, unknown };
}
