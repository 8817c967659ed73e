import { useMemo, useState } from "preact/hooks";
import { DEFAULT_SELECTION } from "../../entropy/index.js";
import type { ExploredRun } from "../explored-run.js";
import { type ChosenRule, shownRun } from "../shown-run.js";
import { Controls } from "./controls.js";
import { Measures } from "./measures.js";
import { ResponseDetail } from "./response-detail.js";
import { ResponseList } from "./response-list.js";
import { TokenFacts } from "./token-facts.js";

/** The runs on the page: one, and another beside it. */
export interface Chosen {
  first: number;
  second: number | null;
}

/** The whole page. */
export function App({ recorded }: { recorded: readonly ExploredRun[] }) {
  const [runs, setRuns] = useState(recorded);
  const [chosen, setChosen] = useState<Chosen>({ first: 0, second: null });
  const [rule, setRule] = useState<ChosenRule>({ arm: "top", rho: DEFAULT_SELECTION.rho, scope: "batch" });
  const [{ selected, token }, setSelected] = useState({ selected: 0, token: 0 });
  const [hover, setHover] = useState<{ run: number; place: number; t: number; x: number; y: number }>();
  const first = useMemo(() => shownRun(runs[chosen.first], rule), [runs, chosen.first, rule]);
  const second = useMemo(
    () => (chosen.second === null ? undefined : shownRun(runs[chosen.second], rule)),
    [runs, chosen.second, rule],
  );
  const shown = second ? [first, second] : [first];
  const choose = (next: Partial<Chosen>): void => {
    setChosen((now) => ({ ...now, ...next }));
    setSelected({ selected: 0, token: 0 });
  };
  const add = (run: ExploredRun): void => {
    setRuns([...runs, run]);
    choose({ first: runs.length });
  };
  return (
    <>
      <header>
        <h1>Which tokens are uncertain, and which receive the gradient?</h1>
        <Controls
          runs={runs}
          chosen={chosen}
          rule={rule}
          onChoose={choose}
          onRule={(next) => setRule((now) => ({ ...now, ...next }))}
          onFile={add}
        />
        {shown.map((one, i) => (
          <Measures key={i} shown={one} />
        ))}
      </header>
      <main>
        <ResponseList
          runs={shown}
          selected={selected}
          onSelect={(selected, token = 0) => setSelected({ selected, token })}
          onHover={setHover}
        />
        <div class="details">
          {shown.map((one, i) => (
            <ResponseDetail
              key={`${one.run.name} ${i} ${selected} ${token}`}
              shown={one}
              start={Math.min(selected, one.run.responses.length - 1)}
              token={token}
              label={`Response ${selected + 1} of ${one.run.name}`}
            />
          ))}
        </div>
      </main>
      {hover && shown[hover.run] && (
        <div class="tip" role="tooltip" style={tipPlace(hover)}>
          <TokenFacts shown={shown[hover.run]} place={hover.place} t={hover.t} />
        </div>
      )}
    </>
  );
}

/** Below the token, or above it in the lower half of the window. */
function tipPlace({ x, y }: { x: number; y: number }) {
  const left = `${Math.max(8, Math.min(x, window.innerWidth - 340))}px`;
  return y < window.innerHeight / 2
    ? { left, top: `${y + 6}px` }
    : { left, bottom: `${window.innerHeight - y + 28}px` };
}
