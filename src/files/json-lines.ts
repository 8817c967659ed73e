import { createReadStream } from "node:fs";
import { visibleText } from "../text/index.js";
import { fileError } from "./file-error.js";
import { refuseUtf16 } from "./read-text.js";

const NEWLINE = 10;

/**
 * Reads a file of JSON lines as a stream: memory holds one line. Lines end at "\n" or "\r\n" alone, on every version of
 * Node.js; empty ones and a byte order mark are passed over.
 *
 * @param parse checks one line's value; what it throws is reported with the line's number
 * @param options onBad: called with the report of a malformed line, which is then skipped; without it the
 * first malformed line throws
 * @throws on a missing file, and on a malformed line: file, line number, what was wrong and what it holds
 * @example for await (const row of readJsonLines("problems.jsonl", parseMathProblem)) problems.push(row);
 */
export async function* readJsonLines<T>(
  file: string,
  parse: (value: unknown) => T,
  { onBad }: { onBad?: (report: string) => void } = {},
): AsyncGenerator<T> {
  let number = 0;
  for await (const bytes of linesOf(file)) {
    if (++number === 1) refuseUtf16(bytes, file);
    const where = `${file}, line ${number}`;
    const line = new TextDecoder().decode(bytes).trim();
    if (line === "") continue;
    let value: T;
    try {
      value = parse(parseJson(line));
    } catch (error) {
      const report = `${where}: ${(error as Error).message}; received ${visibleText(line)}`;
      if (!onBad) throw new Error(report);
      onBad(report);
      continue;
    }
    yield value;
  }
}

/** The lines of a file as bytes, without their ends. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        yield Buffer.concat([...begun, chunk.subarray(start, end)]);
        begun = [];
        start = end + 1;
      }
      if (start < chunk.length) begun.push(chunk.subarray(start));
    }
  } catch (error) {
    throw fileError(`cannot read ${file}`, error);
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error("wanted JSON");
  }
}

/**
 * Collects a stream into lists of at most `size`.
 * @example for await (const lines of inBatches(readJsonLines(file, parse), 100)) await send(lines);
 */
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
