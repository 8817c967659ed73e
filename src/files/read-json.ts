import type { z } from "zod";
import { quote, visibleText } from "../text/index.js";
import { readText } from "./read-text.js";

const SHOWN_PROBLEMS = 5;

/**
 * Reads a JSON file of a known form. Throws when it is missing, damaged or of another form, naming the file.
 * @example readJson("settings.json", z.object({ n: z.number() })).n
 */
export function readJson<T extends z.ZodType>(file: string, schema: T): z.output<T> {
  return parseJson(readText(file), schema, file);
}

/**
 * Reads JSON text of a known form. Throws when it is damaged or of another form, naming the file that it is from.
 * @example parseJson('{"n": 1}', z.object({ n: z.number() }), "settings.json").n
 */
export function parseJson<T extends z.ZodType>(text: string, schema: T, file: string): z.output<T> {
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
 * @example checked({ n: 1 }, z.object({ n: z.number() }), "log.jsonl, line 1").n
 */
export function checked<T extends z.ZodType>(value: unknown, schema: T, where: string): z.output<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const problems = issues.slice(0, SHOWN_PROBLEMS).map(problemText);
  if (issues.length > SHOWN_PROBLEMS) problems.push(`and ${issues.length - SHOWN_PROBLEMS} more`);
  throw new Error(`${where}: ${problems.join("; ")}`);
}

function problemText(issue: z.core.$ZodIssue): string {
  const { path, input } = issue;
  const key = path.length > 0 ? `${quote(path.join("."))}: ` : "";
  return `${key}${wantedText(issue)}, received ${received(input)}`;
}

function wantedText(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union") {
    if (issue.errors.length === 0) return `wanted one of ${"options" in issue ? issue.options : "its kinds"}`;
    return [...new Set(issue.errors.map(([first]) => wantedText(first)))].join(" or ");
  }
  if (issue.code === "unrecognized_keys")
    return `unknown key ${issue.keys.map((name) => quote(name)).join(", ")}`;
  return issue.message
    .replace(/^(Invalid|Too) \w+: /, "")
    .replace(/, received .*$/s, "")
    .replace(/^expected/, "wanted");
}

function received(value: unknown): string {
  if (value === undefined) return "nothing";
  return visibleText(JSON.stringify(value) ?? String(value));
}
