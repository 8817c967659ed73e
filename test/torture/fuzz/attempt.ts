import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Parser, Wrong } from "./parsers/index.js";

/** The longest that one input may take, in time of the processor: others may be busy with it. */
const LIMIT_MS = 2000;

/** Only what can be printed, and one page of it at most. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;
const LONGEST_MESSAGE = 5000;

/** Reads one input; returns what is wrong with how it was taken, or "" where it was read or clearly refused. */
export async function attempt(parser: Parser, input: Buffer, folder: string): Promise<string> {
  const file = path.join(folder, parser.fileName ?? "input");
  if (!parser.hasNoFile) writeFileSync(file, input);
  const [start, used] = [performance.now(), process.cpuUsage()];
  let complaint = "";
  try {
    await parser.read(input, file);
  } catch (error) {
    complaint = unclear(error, parser, file);
  }
  const { user, system } = process.cpuUsage(used);
  // what the process used is that of all its threads
  const took = Math.min(performance.now() - start, (user + system) / 1000);
  if (took > LIMIT_MS) complaint ||= `took ${Math.round(took)} ms`;
  if ("polluted" in {}) complaint ||= "the prototype of all objects was changed";
  return complaint;
}

function unclear(error: unknown, { hasNoFile }: Parser, file: string): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const { name, message } = error;
  if (error instanceof Wrong) return message;
  if (hasNoFile && error instanceof SyntaxError) return ""; // of the JSON.parse that is ours
  if (["TypeError", "RangeError", "SyntaxError", "ReferenceError"].includes(name))
    return `unclear: ${name}: ${message}`;
  if (!PRINTABLE.test(message.replaceAll("\n", "")))
    return `unprintable: ${JSON.stringify(message.slice(0, 300))}`;
  if (message.length > LONGEST_MESSAGE) return `too long: ${message.length} characters`;
  if (!hasNoFile && !message.includes(path.basename(path.dirname(file)))) return `names no file: ${message}`;
  return "";
}
