import { useState } from "preact/hooks";
import { DEFAULT_SELECTION } from "../../entropy/index.js";
import { ARMS, type Arm, builtInRule } from "../../token-rules/index.js";
import type { ExploredRun } from "../explored-run.js";
import { readMeasurements } from "../read-measurements.js";
import type { ChosenRule } from "../shown-run.js";
import type { Chosen } from "./app.js";

interface ControlsProps {
  runs: readonly ExploredRun[];
  chosen: Chosen;
  rule: ChosenRule;
  onChoose: (chosen: Partial<Chosen>) => void;
  onRule: (rule: Partial<ChosenRule>) => void;
  onFile: (run: ExploredRun) => void;
}

/** Which runs, which rule, which share; a reader's own file. */
export function Controls({ runs, chosen, rule, onChoose, onRule, onFile }: ControlsProps) {
  const names = runs.map(({ name }, i) => (
    <option key={i} value={i}>
      {name}
    </option>
  ));
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <label>
        model{" "}
        <select
          value={chosen.first}
          onChange={(event) => onChoose({ first: Number(event.currentTarget.value) })}
        >
          {names}
        </select>
      </label>
      <label>
        beside it{" "}
        <select
          value={chosen.second ?? ""}
          onChange={({ currentTarget: { value } }) =>
            onChoose({ second: value === "" ? null : Number(value) })
          }
        >
          <option value="">none</option>
          {names}
        </select>
      </label>
      <label>
        rule{" "}
        <select value={rule.arm} onChange={(event) => onRule({ arm: event.currentTarget.value as Arm })}>
          {ARMS.map((arm) => (
            <option key={arm} value={arm}>
              {arm}: {builtInRule(arm, { ...DEFAULT_SELECTION, rho: rule.rho }).label}
            </option>
          ))}
        </select>
      </label>
      <label>
        rho{" "}
        <input
          type="range"
          min={1}
          max={100}
          value={100 * rule.rho}
          aria-valuetext={`${Math.round(100 * rule.rho)} percent`}
          onInput={(event) => onRule({ rho: Number(event.currentTarget.value) / 100 })}
        />{" "}
        <output>{Math.round(100 * rule.rho)} %</output>
      </label>
      <label>
        of{" "}
        <select
          value={rule.scope}
          onChange={(event) => onRule({ scope: event.currentTarget.value as ChosenRule["scope"] })}
        >
          <option value="batch">the batch</option>
          <option value="group">each group</option>
          <option value="response">each response</option>
        </select>
      </label>
      <FilePicker onFile={onFile} />
      <Legend />
    </form>
  );
}

function FilePicker({ onFile }: { onFile: (run: ExploredRun) => void }) {
  const [problem, setProblem] = useState("");
  const open = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      onFile(readMeasurements(await file.text(), file.name));
      setProblem("");
    } catch (error) {
      setProblem(`${file.name}: ${(error as Error).message}`);
    }
  };
  return (
    <>
      <label>
        your own measurement{" "}
        <input type="file" accept=".jsonl" onChange={(event) => open(event.currentTarget.files?.[0])} />
      </label>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Legend() {
  return (
    <p class="legend">
      <span class="scale" aria-hidden="true" /> certain to uncertain ·{" "}
      <span class="token kept">underlined</span> receives gradient ·{" "}
      <span class="token fork">dotted above</span> a true fork
    </p>
  );
}
