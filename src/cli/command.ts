import { statSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { quote, visibleLines } from "../text/index.js";
import { isStopped, STOPPED_CODE } from "./stop-signal.js";

/** Characters of an error that are shown. */
const LONGEST_MESSAGE = 20_000;

/** A command that shows its defaults, and refuses unknown flags, surplus arguments and empty values. */
export function command(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .showHelpAfterError("(add --help for the flags)")
    .allowExcessArguments(false)
    .hook("preAction", (_, action) => refuseEmptyValues(action));
}

function refuseEmptyValues(action: Command): void {
  const empty = action.options.find(
    (option) => action.getOptionValue(option.attributeName()) === "" && option.defaultValue !== "",
  );
  if (empty) throw new Error(`wanted ${empty.flags}, received "" for it`);
}

/**
 * Parses the command line and runs the action; an error ends the process with its message and code 1, a stop that was
 * asked for with code 130. What an error quotes of a file or a model cannot steer the terminal.
 */
export async function run(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`${isStopped(error) ? "" : "error: "}${visibleLines(message, { limit: LONGEST_MESSAGE })}`);
    process.exitCode = isStopped(error) ? STOPPED_CODE : 1;
  }
}

/** Prints what a command has made: as text, or with --json as JSON. Everything else goes to stderr. */
export function printResult(result: unknown, text: string, json?: boolean): void {
  console.log(json ? JSON.stringify(result, null, 2) : text);
}

/** The largest count that a command takes where nothing else limits it. */
const MOST = 1_000_000;

/** Parses a flag's number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`wanted a number, received ${quote(text)}`);
  return value;
}

/** Parses a flag's number between two others. */
export function numberIn(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = number(text);
    if (!(value >= low && value <= high))
      throw new InvalidArgumentError(`wanted a number from ${low} to ${high}, received ${text}`);
    return value;
  };
}

/** Parses a flag's whole number between two others. */
export function integerIn(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = number(text);
    if (!Number.isInteger(value))
      throw new InvalidArgumentError(`wanted a whole number, received ${quote(text)}`);
    if (!(value >= low && value <= high))
      throw new InvalidArgumentError(`wanted a whole number from ${low} to ${high}, received ${text}`);
    return value;
  };
}

/** Parses how many there should be of something: 1 or more. */
export const count = integerIn(1, MOST);

/** Parses how many threads share the work. */
export const threadCount = integerIn(1, 64);

/** Parses a seed. Seeds beyond 32 bits are not told apart, so they are refused. */
export const seed = integerIn(0, 2 ** 32 - 1);

/** Parses a temperature. Beyond these a distribution is that of its likeliest token, or uniform, to 32 bits. */
export const temperature = numberIn(1e-3, 1e3);

/** Parses the name of what `wanted` says; an unset variable of a shell leaves an empty one. */
function nameOf(wanted: string, { not }: { not?: "file" | "folder" } = {}): (text: string) => string {
  return (text) => {
    if (text.trim() === "")
      throw new InvalidArgumentError(`wanted the name of a ${wanted}, received ${quote(text)}`);
    if (not !== undefined && kindOf(text) === not)
      throw new InvalidArgumentError(`wanted a ${wanted}; ${text} is a ${not}`);
    return text;
  };
}

/** What stands at a path; undefined where it is nothing that can be looked at. */
function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}

/** Parses the path of a folder, to read or to make. */
export const folder = nameOf("folder", { not: "file" });

/** Parses the path of a file, to read or to make. */
export const file = nameOf("file", { not: "folder" });

/** Parses the path of what may be either, such as a model. */
export const folderOrFile = nameOf("folder or file");

/** Collects the values of an argument that may be repeated. */
export function several(parse: (text: string) => string) {
  return (text: string, earlier: readonly string[] = []): string[] => [...earlier, parse(text)];
}

/** Collects the values of a repeated flag. */
export function list(text: string, earlier: readonly string[]): string[] {
  return [...earlier, text];
}

/** Collects repeated `--set key=value`; a value is read as JSON, or else as text. */
export function setting(text: string, earlier: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError(`wanted key=value, received ${quote(text)}`);
  const key = text.slice(0, at);
  if (Object.hasOwn(earlier, key)) throw new InvalidArgumentError(`${quote(key)} is set twice`);
  return { ...earlier, [key]: jsonOrText(text.slice(at + 1)) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What was set, without the flags that were not given. */
export function given<T extends object>(flags: T): Partial<T> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What --set and the flags say together. Throws where both say the same key. */
export function withFlags<T extends object>(
  set: Record<string, unknown>,
  flags: T,
): Record<string, unknown> & Partial<T> {
  const named = given(flags);
  const twice = Object.keys(named).find((key) => Object.hasOwn(set, key));
  if (twice !== undefined) throw new Error(`${twice} is given by its flag and by --set; wanted one of them`);
  return { ...set, ...named };
}

const OR = new Intl.ListFormat("en-GB", { type: "disjunction" });

/**
 * Refuses a flag that was given and means nothing in the mode that the command line chooses, so that none is passed over.
 * @param mode as the error names it
 * @param rows the modes in which some flags mean something, and what to do in the others; a flag in no row does in each
 */
export function refuseIdleFlags<Mode extends string>(
  program: Command,
  mode: Mode,
  rows: readonly { flags: readonly string[]; modes: readonly Mode[]; instead?: string }[],
): void {
  for (const { flags, modes, instead } of rows) {
    if (modes.includes(mode)) continue;
    const idle = program.options.find((option) => {
      const name = option.attributeName();
      return flags.includes(name) && program.getOptionValueSource(name) === "cli";
    });
    if (idle)
      throw new Error(
        `${idle.long} means nothing with ${mode}; it goes with ${OR.format(modes)}${instead ? `; ${instead}` : ""}`,
      );
  }
}

/** A word of a command line as a shell takes it whole. */
export function inShell(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
