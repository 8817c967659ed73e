import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/**
 * Reads a file of JSON lines as a stream: memory holds one line. Empty lines are passed over.
 *
 * @param parse checks one line's value; what it throws is reported with the line's number
 * @param options onBad: called with the report of a malformed line, which is then skipped; without it the
 * first malformed line throws
 * @throws on a missing file, and on a malformed line: file, line number and what was wrong
 */
export async function* readJsonLines<T>(
  file: string,
  parse: (value: unknown) => T,
  { onBad }: { onBad?: (report: string) => void } = {},
): AsyncGenerator<T> {
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++;
    if (line.trim() === "") continue;
    let value: T;
    try {
      value = parse(JSON.parse(line));
    } catch (error) {
      const shown = line.length > 80 ? `${line.slice(0, 80)}...` : line;
      const report = `${file}, line ${number}: ${(error as Error).message}; received ${shown}`;
      if (!onBad) throw new Error(report);
      onBad(report);
      continue;
    }
    yield value;
  }
}

/** Collects a stream into lists of at most `size`. */
export async function* inBatches<T>(
  items: AsyncIterable<T> | Iterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
