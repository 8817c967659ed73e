import { readFileSync } from "node:fs";
import path from "node:path";
import { visibleText } from "../../text/index.js";

/** One line of an engine's log: its own step, and numbers under its own names; NaN and infinities are null. */
export interface EngineLine {
  step: number;
  values: Record<string, number | null>;
}

/** What was read, and what the reader should be told of it. */
export interface EngineLog {
  file: string;
  lines: EngineLine[];
  notes: string[];
}

/**
 * Reads a log of JSON objects, one a line, as Python writes them (NaN and Infinity stand for no number). A last line
 * that is cut off is left out and said.
 * @throws Error naming the file and the line that is no object
 */
export function readPythonLines(file: string): { objects: Record<string, unknown>[]; notes: string[] } {
  const lines = readFileSync(file, "utf8").split("\n");
  const objects: Record<string, unknown>[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const value = parsePython(line);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      objects.push(value as Record<string, unknown>);
    } else if (lines.slice(i + 1).every((rest) => rest.trim() === "")) {
      return {
        objects,
        notes: [`${path.basename(file)}: the last line is torn (${visibleText(line)}) and left out`],
      };
    } else {
      throw new Error(`${file}, line ${i + 1}: wanted a JSON object, received ${visibleText(line)}`);
    }
  }
  return { objects, notes: [] };
}

/** JSON in which NaN, Infinity and -Infinity may stand for numbers; undefined where it is none. */
export function parsePython(text: string): unknown {
  try {
    return JSON.parse(
      text.replace(/("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b/g, (_, word) => word ?? "null"),
    );
  } catch {
    return undefined;
  }
}

/** The numbers of an object; other values are left out. */
export function numbersOf(object: Record<string, unknown>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(object).filter(
      (entry): entry is [string, number | null] => entry[1] === null || typeof entry[1] === "number",
    ),
  );
}
