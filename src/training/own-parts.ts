import { statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { sha256 } from "../files/index.js";
import type { Parameter, Reward, Task } from "../task/index.js";
import type { TokenRule, WeightFunction } from "../token-rules/index.js";
import { moduleHash } from "./module-hash.js";

/** A part of a run that is not built in, as `run.json` records it: another one may not go on with the run. */
export interface PartRecord {
  name: string;
  parameters?: Readonly<Record<string, Parameter>>;
  /**
   * Of the module's file and of those that it imports by relative paths (not of installed packages), or of the source
   * text of the functions that were given.
   */
  sha256: string;
}

/** Task, rule and reward of one's own: as values, or each as the path of a module whose default export it is. */
export interface OwnParts {
  task?: Task | string;
  rule?: TokenRule | WeightFunction | string;
  reward?: Reward | string;
}

export interface LoadedParts {
  task?: Task;
  rule?: TokenRule;
  reward?: Reward;
  /** Of those that were given. */
  records: Readonly<Record<string, PartRecord>>;
}

/**
 * Loads what is a path, completes what may be short, and notes what each part is. Where a part throws when it is called,
 * the error says which it was.
 *
 *     const { rule, records } = await loadParts({ rule: "./my-rule.mjs" });
 *
 * @throws Error naming the module, what its default export is and what was wanted
 */
export async function loadParts({ task, rule, reward }: OwnParts): Promise<LoadedParts> {
  const parts: LoadedParts = { records: {} };
  if (task !== undefined) add(parts, "task", await load("task", task), asTask);
  if (rule !== undefined) add(parts, "rule", await load("rule", rule), asTokenRule);
  if (reward !== undefined) add(parts, "reward", await load("reward", reward), asReward);
  return parts;
}

/**
 * Task, rule and reward must be those that the run in a folder began with, to the letter.
 * @throws Error with the names and hashes there and now
 */
export function requireSameParts(
  folder: string,
  before: Readonly<Record<string, PartRecord>>,
  now: Readonly<Record<string, PartRecord>>,
): void {
  const text = (part?: PartRecord): string =>
    part ? `"${part.name}" (SHA-256 ${part.sha256})` : "the one that is built in";
  for (const kind of Object.keys({ ...before, ...now })) {
    if (before[kind]?.name === now[kind]?.name && before[kind]?.sha256 === now[kind]?.sha256) continue;
    throw new Error(
      `${folder} holds a run with another ${kind}: ${text(before[kind])} there, ${text(now[kind])} now; ` +
        "choose another folder",
    );
  }
}

type Kind = "task" | "rule" | "reward";

/** A part before it is checked. */
interface Given {
  value: unknown;
  /** What errors call it. */
  where: string;
  /** The name where the part has none of its own. */
  name: string;
  sha256: string;
}

const WANTED: Record<Kind, string> = {
  task: "a task { name, problems(split), prompt(problem), verify(problem, response), maxResponseTokens }",
  rule: "a function (tokens, context) => weights, or a token rule { name, label, parameters, weights }",
  reward: "a function (verdict, response) => number",
};

async function load(kind: Kind, part: unknown): Promise<Given> {
  if (typeof part === "string") return loadModule(kind, part);
  const { name: given } = (part ?? {}) as { name?: string };
  // a function that was written as an option's value has the option's name
  const name = given && given !== kind ? given : `own ${kind}`;
  return { value: part, where: `the ${kind} "${name}"`, name, sha256: sha256(sourceText(part)) };
}

/** The hash with which each module was loaded: what it imports is loaded once, and stays as it was. */
const loaded = new Map<string, string>();

async function loadModule(kind: Kind, file: string): Promise<Given> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile())
    throw new Error(
      `--${kind}: ${found ? `${file} is no file` : `there is no module ${file}`}; wanted ${WANTED[kind]}`,
    );
  const { sha256: hash, imports } = moduleHash(file);
  const place = path.resolve(file);
  if (imports.length > 0 && (loaded.get(place) ?? hash) !== hash)
    throw new Error(
      `the module ${file}, or one of ${imports.join(", ")}, has changed since this process loaded it; start another`,
    );
  loaded.set(place, hash);
  let exported: Record<string, unknown>;
  try {
    // the query makes a module that was edited another one, for as long as the process lives
    exported = await import(`${pathToFileURL(place).href}?${hash}`);
  } catch (error) {
    throw new Error(`the module ${file} does not load: ${messageOf(error)}`);
  }
  if (exported.default === undefined)
    throw new Error(
      `the module ${file} has no default export, only ${Object.keys(exported).join(", ") || "none at all"}; ` +
        `wanted ${WANTED[kind]}`,
    );
  const { name } = path.parse(file);
  return { value: exported.default, where: `the module ${file}`, name, sha256: hash };
}

function add<K extends Kind>(
  parts: LoadedParts,
  kind: K,
  given: Given,
  complete: (value: never, name: string) => LoadedParts[K] | null,
): void {
  const part = complete(blaming(given.where, given.value) as never, given.name);
  if (!part) throw new Error(`${given.where} is ${described(given.value)}; wanted ${WANTED[kind]}`);
  parts[kind] = part;
  const { parameters } = part as { parameters?: PartRecord["parameters"] };
  const record = { name: part.name, ...(parameters && { parameters }), sha256: given.sha256 };
  parts.records = { ...parts.records, [kind]: record };
}

/** Members of a task that hold functions of their own. */
const GROUPS = ["answers", "choices"];

/** The same, but what its functions throw says whose they are. */
function blaming(where: string, value: unknown): unknown {
  if (typeof value === "function")
    return (...values: unknown[]): unknown => {
      try {
        return value(...values);
      } catch (error) {
        throw new Error(`${where} threw: ${messageOf(error)}`, { cause: error });
      }
    };
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const members = memberNames(value).map((name) => {
    const member = Reflect.get(value, name);
    if (typeof member === "function") return [name, blaming(where, member.bind(value))];
    return [name, GROUPS.includes(name) ? blaming(where, member) : member];
  });
  return Object.fromEntries(members);
}

/** What an object has of its own, and what its class gives it. */
function memberNames(value: object): string[] {
  const names = new Set<string>();
  for (let level = value; level && level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  names.delete("constructor");
  return [...names];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function asTokenRule(value: unknown, name: string): TokenRule | null {
  if (typeof value === "function")
    return { name, label: name, parameters: {}, weights: value as WeightFunction };
  const rule = value as Partial<TokenRule> | null;
  if (typeof rule?.weights !== "function") return null;
  return { label: rule.name ?? name, parameters: {}, name, ...rule } as TokenRule;
}

function asReward(value: unknown, name: string): Reward | null {
  if (typeof value !== "function") return null;
  const reward = value as Reward;
  return Object.defineProperty<Reward>((verdict, response) => reward(verdict, response), "name", {
    value: name,
  });
}

function asTask(value: unknown, name: string): Task | null {
  const task = value as Partial<Task> | null;
  const { problems, prompt, verify, maxResponseTokens } = task ?? {};
  const functions = [problems, prompt, verify].every((member) => typeof member === "function");
  if (!functions || !Number.isInteger(maxResponseTokens) || maxResponseTokens! < 1) return null;
  return { parameters: {}, name, ...task } as Task;
}

function described(value: unknown): string {
  if (value === null || typeof value !== "object")
    return typeof value === "function" ? "a function" : String(value);
  const members = Object.entries(value).map(([key, member]) => `${key}: ${typeof member}`);
  return `an object { ${members.join(", ")} }`;
}

/** All of a value that can be written down, its functions by their source. */
function sourceText(value: unknown): string {
  return typeof value === "function"
    ? String(value)
    : JSON.stringify(value, (_, member) => (typeof member === "function" ? String(member) : member));
}
