import type { z } from "zod";
import { quote } from "../text/index.js";
import { readText } from "./read-text.js";

const SHOWN_PROBLEMS = 5;

/** Reads a JSON file of a known form. Throws when it is missing, damaged or of another form, naming the file. */
export function readJson<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  const text = readText(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(
      `${file} is damaged: ${text.length} characters, ending in ${quote(text.slice(-40))}, are no JSON`,
    );
  }
  return checked(json, schema, file);
}

/**
 * A value of the wanted form.
 * @param where the file, or the file and its line, for the error
 * @throws Error naming the place, each key that is wrong, what it holds and what was wanted
 */
export function checked<T extends z.ZodType>(value: unknown, schema: T, where: string): z.output<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const problems = issues.slice(0, SHOWN_PROBLEMS).map(problemText);
  if (issues.length > SHOWN_PROBLEMS) problems.push(`and ${issues.length - SHOWN_PROBLEMS} more`);
  throw new Error(`${where}: ${problems.join("; ")}`);
}

function problemText({ path, message, input }: z.core.$ZodIssue): string {
  const key = path.length > 0 ? `${quote(path.join("."))}: ` : "";
  const wanted = message.replace(/^(Invalid|Too) \w+: /, "").replace(/, received .*$/, "");
  return `${key}${wanted.replace(/^expected/, "wanted")}, received ${received(input)}`;
}

function received(value: unknown): string {
  if (value === undefined) return "nothing";
  return quote(JSON.stringify(value) ?? String(value)).slice(1, -1);
}
