/** Which runs are meant; without either, all. */
export interface RunChoice {
  /** Those whose name, "main/M-top-seed0", contains this text. */
  only?: string;
  /** Those of exactly these names. */
  names?: readonly string[];
}

/** The most names that an error lists. */
const SHOWN_NAMES = 5;

/**
 * The runs that are meant, of those that there are.
 * @param what names the runs that there are, for the error: `run of preset "quick"`
 * @throws Error naming the text or the name that no run has, and runs that there are
 * @example chosenRuns(plannedRuns("quick"), { only: "M-top" }, "run of the study").length // 1
 */
export function chosenRuns<T extends { name: string }>(
  runs: readonly T[],
  { only = "", names = [] }: RunChoice,
  what: string,
): T[] {
  if (runs.length === 0) throw new Error(`there is no ${what}`);
  const unknown = names.find((name) => runs.every((run) => run.name !== name));
  if (unknown !== undefined) throw new Error(`no ${what} is named "${unknown}"; there are ${listed(runs)}`);
  const chosen = runs.filter(
    ({ name }) => name.includes(only) && (names.length === 0 || names.includes(name)),
  );
  if (chosen.length === 0) throw new Error(`no ${what} has "${only}" in its name; there are ${listed(runs)}`);
  return chosen;
}

function listed(runs: readonly { name: string }[]): string {
  const more = runs.length > SHOWN_NAMES ? ` and ${runs.length - SHOWN_NAMES} more` : "";
  return (
    runs
      .slice(0, SHOWN_NAMES)
      .map(({ name }) => name)
      .join(", ") + more
  );
}
