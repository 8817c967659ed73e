import fs from "node:fs";
import { projectPath } from "../../../../src/files/index.js";

/** Something that reads what comes from outside. */
export interface Parser {
  name: string;
  /** Inputs that it takes, from which others are made. */
  seeds(): Buffer[];
  /**
   * Reads an input, which also lies in `file`; throws an error that names the file, or a Wrong where what it gives back
   * is not as it must be.
   */
  read(input: Buffer, file: string): unknown;
  /** How the file must be called; default "input". */
  fileName?: string;
  /** Inputs that are tried before the next parser's turn; default 200. Fewer where one takes long. */
  turn?: number;
  /** Its errors say nothing of a file: there is none. */
  hasNoFile?: boolean;
}

/** Thrown where a parser accepts an input, and what it makes of it is not as it must be. */
export class Wrong extends Error {}

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Wrong(what);
}

/** The model whose files are seeds. */
export const MODEL = "data/models/S";

export const read = (...parts: string[]): Buffer => fs.readFileSync(projectPath(...parts));
export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** All finite, however deep. */
export function requireFinite(value: unknown): void {
  if (typeof value === "number") must(Number.isFinite(value), `a number is ${value}`);
  else if (ArrayBuffer.isView(value))
    must((value as Float32Array).every(Number.isFinite), "numbers are not finite");
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) requireFinite(inner);
}
