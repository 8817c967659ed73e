import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import type { z } from "zod";
import { visibleText } from "../text/index.js";
import { fileError } from "./file-error.js";
import { checked } from "./read-json.js";
import { writeBytes } from "./write-bytes.js";

/**
 * Appends one value to a log of JSON lines. Where the disk does not take all of it, the log is cut back to what it was.
 * @throws Error naming the file and the reason
 * @example appendLine("runs/mine/metrics.jsonl", { step: 1, loss: 0.2 })
 */
export function appendLine(file: string, value: unknown): void {
  try {
    const descriptor = openSync(file, "a");
    try {
      const { size } = fstatSync(descriptor);
      try {
        writeBytes(descriptor, Buffer.from(`${JSON.stringify(value)}\n`));
      } catch (error) {
        ftruncateSync(descriptor, size);
        throw error;
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileError(`cannot write ${file}`, error);
  }
}

/**
 * The values of a log of JSON lines; none where there is no file. A last line that is no JSON is left out: a kill, a
 * full disk or a power cut tears it.
 * @param options upToDamage: stop before the first damaged line, wherever it is, instead of throwing
 * @throws Error naming the file, the line that is not of the wanted form, and what it holds
 * @example readLog("runs/mine/metrics.jsonl", z.object({ step: z.number() }))
 */
export function readLog<T extends z.ZodType>(
  file: string,
  schema: T,
  { upToDamage = false }: { upToDamage?: boolean } = {},
): z.output<T>[] {
  if (!existsSync(file)) return [];
  // Not a strict decoder: the tear may go through a character.
  const lines = new TextDecoder().decode(readFileSync(file)).split("\n");
  while (lines.length > 0 && lines[lines.length - 1].trim() === "") lines.pop();
  const values: z.output<T>[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const where = `${file}, line ${i + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      if (upToDamage || i === lines.length - 1) break;
      throw new Error(`${where}: wanted a JSON object, received ${visibleText(line)}`);
    }
    const result = schema.safeParse(value);
    if (result.success) values.push(result.data);
    else if (upToDamage) break;
    else checked(value, schema, where);
  }
  return values;
}
