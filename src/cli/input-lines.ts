import { readJsonLines } from "../files/index.js";

/**
 * What the lines of a file say that is to be measured, at most `limit` of them.
 * @param parse checks one line's value
 * @param options onBad: told of a malformed line, which is then skipped
 * @throws Error as `readJsonLines`, and where no line is left
 */
export async function* inputLines<T>(
  file: string,
  parse: (value: unknown) => T,
  { limit = Number.POSITIVE_INFINITY, onBad }: { limit?: number; onBad?: (report: string) => void },
): AsyncGenerator<T> {
  let taken = 0;
  for await (const line of readJsonLines(file, parse, { onBad })) {
    yield line;
    if (++taken >= limit) return;
  }
  if (taken === 0) throw new Error(`${file} holds no line to measure; wanted one or more`);
}
