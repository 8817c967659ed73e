import { Command, InvalidArgumentError } from "commander";

/** A command that shows its defaults, and refuses unknown flags and surplus arguments. */
export function command(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .showHelpAfterError("(add --help for the flags)")
    .allowExcessArguments(false);
}

/** Parses the command line and runs the action; an error ends the process with its message and code 1. */
export async function run(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

/** Parses a flag's number. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`wanted a number, received "${text}"`);
  return value;
}

/** Parses a flag's whole number. */
export function integer(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError(`wanted a whole number, received "${text}"`);
  return value;
}

/** Collects repeated `--set key=value`; a value is read as JSON, or else as text. */
export function setting(text: string, earlier: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError(`wanted key=value, received "${text}"`);
  return { ...earlier, [text.slice(0, at)]: jsonOrText(text.slice(at + 1)) };
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

/** A word of a command line as a shell takes it whole. */
export function inShell(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
