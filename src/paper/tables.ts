import path from "node:path";
import { z } from "zod";
import { projectPath } from "../files/index.js";
import { number, readCsv, rowOf } from "./read-csv.js";

const text = z.string().min(1, "an empty cell");
const size = z.enum(["8B", "14B", "32B"]);
const yesOrNo = z.enum(["yes", "no"]).transform((answer) => answer === "yes");

/** One schema for each file of data/paper/, under the file's name. */
const schemas = {
  /** Accuracy at 16 samples (%), all tokens against fork tokens only. */
  "figure-1b": rowOf({ size, benchmark: text, allTokens: number, forkTokens: number }),
  /** The entropy distribution's printed numbers. */
  "figure-2a": rowOf({ quantity: text, value: number, unit: text }),
  /** The 15 scores printed in Fig 3. Which belongs to which temperature is not stated, so none is mapped. */
  "figure-3-labels": rowOf({ label: number, samplesPerQuestion: text }),
  "figure-3-temperatures": rowOf({ temperature: number }),
  "figure-3-setting": rowOf({ quantity: text, value: number, unit: text }),
  /** Overlap of the top 20 % positions (%) with the base and the final model, by gradient step. */
  "table-1": rowOf({ step: number, overlapBase: number, overlapFinal: number, suspectStep: yesOrNo }),
  /** The main results: accuracy (%) and length (tokens) at 16 samples. */
  "table-2": rowOf({
    baseModel: text,
    benchmark: text,
    allAccuracy: number,
    allLength: number,
    forkAccuracy: number,
    forkLength: number,
    accuracyGain: number,
    lengthGain: number,
  }),
  /** Accuracy gain of fork tokens only, in percentage points, by model size. */
  "figure-8": rowOf({ size, benchmark: text, gain: number }),
  /** AIME24 (%) before and after continuing with longer responses. */
  "figure-10": rowOf({ maxLength: number, aime24: number }),
  /** What else is printed in the figures and their captions: axes, arms, settings. */
  "figure-details": rowOf({ item: text, quantity: text, value: number, unit: text }),
  "hyper-parameters": rowOf({ name: text, value: number, unit: z.string() }),
  /** The few tokens that the text names; the word clouds' 200 exist as images only. */
  "named-tokens": rowOf({ token: text, entropy: z.enum(["high", "low"]), meaning: text }),
  /** What the paper claims and this kit has not tested, whether it could, and why it has not. */
  "untested-claims": rowOf({ id: text, claim: text, paper: text, testable: yesOrNo, reason: text }),
} as const;

/** Name of a file of data/paper/, without its ending. */
export type PaperTable = keyof typeof schemas;

/** One row of a table, with its `source`, `trust` and `note`. */
export type PaperRow<Name extends PaperTable> = z.output<(typeof schemas)[Name]>;

/** The names of all published tables. */
export const PAPER_TABLES: readonly PaperTable[] = Object.keys(schemas) as PaperTable[];

/** data/paper/ beside the package.json, seen from dist/src/paper/. */
const FOLDER = projectPath("data/paper");

/**
 * The published numbers of one table or figure of Wang et al. 2025 (arXiv 2506.01939 v2), each row with its
 * source. For a printed table pass them to danfojs: `new DataFrame(paperTable("table-1"))`.
 *
 * @param options folder: where the CSV files lie; default data/paper/ of this package
 * @throws on an unknown name, and as `readCsv` does: a row without a source is refused with file and line
 * @example paperTable("table-2") // the rows of data/paper/table-2.csv
 */
export function paperTable<Name extends PaperTable>(
  name: Name,
  { folder = FOLDER }: { folder?: string } = {},
): PaperRow<Name>[] {
  if (!(name in schemas))
    throw new Error(`no published table "${name}"; there are ${PAPER_TABLES.join(", ")}`);
  return readCsv(path.join(folder, `${name}.csv`), schemas[name]) as PaperRow<Name>[];
}
