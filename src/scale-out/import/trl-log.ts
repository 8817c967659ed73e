import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type EngineLine, type EngineLog, numbersOf, parsePython, readPythonLines } from "./engine-log.js";

/**
 * TRL's log of a launch folder: run/log.jsonl, or else trainer_state.json, at the root or in the last checkpoint.
 * @throws Error naming what was looked for if there is none
 */
export function readTrlLog(folder: string): EngineLog {
  const log = path.join(folder, "run", "log.jsonl");
  if (existsSync(log)) {
    const { objects, notes } = readPythonLines(log);
    return { file: log, lines: lastOfEachStep(objects.map(engineLine)), notes };
  }
  const state = stateFiles(path.join(folder, "run"))[0];
  if (state === undefined)
    throw new Error(`${folder} has no run/log.jsonl and no run/trainer_state.json; has it been trained?`);
  return { file: state, lines: lastOfEachStep(historyOf(state)), notes: [] };
}

/** trainer_state.json at the root, then those of the checkpoints, the last first. */
function stateFiles(run: string): string[] {
  if (!existsSync(run)) return [];
  const checkpoints = readdirSync(run)
    .filter((name) => /^checkpoint-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(11)) - Number(a.slice(11)));
  return ["", ...checkpoints]
    .map((name) => path.join(run, name, "trainer_state.json"))
    .filter((file) => existsSync(file));
}

function historyOf(file: string): EngineLine[] {
  const state = parsePython(readFileSync(file, "utf8")) as { log_history?: unknown } | undefined;
  if (!Array.isArray(state?.log_history))
    throw new Error(`${file} is no trainer state: it has no log_history`);
  return state.log_history.map(engineLine);
}

function engineLine(object: Record<string, unknown>): EngineLine {
  const { step, global_step, ...others } = object;
  const found = typeof step === "number" ? step : global_step;
  if (typeof found !== "number")
    throw new Error(`a line of TRL's log has no step: ${JSON.stringify(object).slice(0, 120)}`);
  return { step: found, values: numbersOf(others) };
}

/**
 * A resumed run logs steps again: the later line counts. Evaluations and the closing line share a step with a training
 * line, so lines count as the same only where both have a gradient norm, or neither has.
 */
function lastOfEachStep(lines: readonly EngineLine[]): EngineLine[] {
  const kept = new Map<string, EngineLine>();
  for (const line of lines) {
    const kind = "grad_norm" in line.values ? "train" : "eval_runtime" in line.values ? "eval" : "end";
    kept.set(`${kind} ${line.step}`, line);
  }
  return [...kept.values()].sort((a, b) => a.step - b.step);
}
