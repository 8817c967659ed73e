import { parse } from "papaparse";
import { readText } from "../../files/index.js";
import { visibleText } from "../../text/index.js";
import type { EngineLine, EngineLog } from "./engine-log.js";

/** Columns in which the step may stand, the engine's own count first. */
const STEP_COLUMNS = ["train/global_step", "training/global_step", "global_step", "Step", "_step"];

const WANTED = "wanted a CSV export of Weights & Biases";

/** "RUN - " before a column of a chart. */
const RUN_PREFIX = /^.* - /;

/**
 * A CSV file that Weights & Biases exports, from a chart ("RUN - train/reward", with __MIN and __MAX beside it) or from
 * the history of a run ("_step", "train/reward"). Empty cells are no values; rows of one step are joined.
 * @throws Error naming the file if it has no column of steps, or values of several runs in one column
 */
export function readWandbCsv(file: string): EngineLog {
  const { data, errors } = parse<string[]>(readText(file), { delimiter: ",", skipEmptyLines: true });
  if (errors.length > 0)
    throw new Error(`${file}, line ${(errors[0].row ?? 0) + 1}: ${errors[0].message}; ${WANTED}`);
  const [header = [], ...rows] = data;
  const names = header.map(measureName);
  const bare = header.map((column) => column.replace(RUN_PREFIX, ""));
  const stepColumn = STEP_COLUMNS.map((name) => bare.indexOf(name)).find((column) => column >= 0);
  if (stepColumn === undefined)
    throw new Error(
      `${file} has no column of steps (${STEP_COLUMNS.join(", ")}) but ${visibleText(header.join(", ")) || "none at all"}; ${WANTED}`,
    );
  const repeated = names.find((name, i) => name !== null && names.indexOf(name) < i);
  if (repeated) throw new Error(`${file} holds "${repeated}" of several runs; export one run`);
  const lines = new Map<number, EngineLine>();
  for (const [i, row] of rows.entries()) {
    const step = Number(row[stepColumn]);
    if (row[stepColumn] === "" || !Number.isFinite(step))
      throw new Error(`${file}, line ${i + 2}: the step is "${row[stepColumn]}"`);
    const line = lines.get(step) ?? { step, values: {} };
    names.forEach((name, column) => {
      if (name !== null && column !== stepColumn && row[column] !== "" && row[column] !== undefined)
        line.values[name] = Number.isFinite(Number(row[column])) ? Number(row[column]) : null;
    });
    lines.set(step, line);
  }
  return { file, lines: [...lines.values()].sort((a, b) => a.step - b.step), notes: [] };
}

/** The engine's own name of a measure, or null for a column of steps and for what W&B adds. */
function measureName(column: string): string | null {
  const bare = column.replace(RUN_PREFIX, "");
  if (/__(MIN|MAX)$/.test(column) || column.startsWith("_") || STEP_COLUMNS.includes(bare)) return null;
  return bare.replace(/^train\//, "");
}
