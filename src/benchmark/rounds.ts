/** Work before the first measurement: until then the engine is still compiling and optimising what runs. */
export const WARM_UP_SECONDS = 3;

/** Processor time that this process has used so far, all its threads together. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * What `measure` returns in each of so many rounds, after as many as it takes to be warm.
 * @example await warmRounds(5, () => fmaCeiling())
 */
export async function warmRounds<T>(rounds: number, measure: () => T | Promise<T>): Promise<T[]> {
  const started = processorSeconds();
  while (processorSeconds() - started < WARM_UP_SECONDS) await measure();
  const values: T[] = [];
  while (values.length < rounds) values.push(await measure());
  return values;
}
