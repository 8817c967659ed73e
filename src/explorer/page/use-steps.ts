import { useEffect, useState } from "preact/hooks";
import { type ExploredResponse, responseAt } from "../explored-run.js";
import { type ShownRun, weightAt } from "../shown-run.js";
import { isFork } from "./token.js";

/** Milliseconds between tokens while it plays. */
const PACE = 250;

interface Step {
  /** A response or a continuation. */
  place: number;
  t: number;
}

/** Where the reader stands in a response, how he came there, and how to go on. */
export interface Steps extends Step {
  response: ExploredResponse;
  /** Where other ways were taken, the latest last. */
  trail: readonly Step[];
  playing: boolean;
  play(on: boolean): void;
  go(t: number): void;
  /** The next token that is a fork or receives gradient, or the end. */
  nextStop(by: 1 | -1): number;
  /** Goes on with the response of a branch. */
  take(place: number): void;
  back(): void;
}

/** Steps through a response of a run, from one of its tokens on; its branches lead into others. */
export function useSteps(shown: ShownRun, start: number, token: number): Steps {
  const [{ place, t }, setStep] = useState<Step>({
    place: start,
    t: Math.min(token, responseAt(shown.run, start).tokens.length - 1),
  });
  const [trail, setTrail] = useState<readonly Step[]>([]);
  const [playing, play] = useState(false);
  const response = responseAt(shown.run, place);
  const last = response.tokens.length - 1;
  const go = (to: number): void => setStep({ place, t: Math.min(last, Math.max(0, to)) });
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => (t < last ? go(t + 1) : play(false)), PACE);
    return () => clearTimeout(timer);
  });
  const isStop = (i: number): boolean =>
    isFork(shown.run, response, i) || (weightAt(shown, place, i) ?? 0) > 0;
  return {
    ...{ place, t, response, trail, playing, play, go },
    nextStop(by) {
      let to = t + by;
      while (to > 0 && to < last && !isStop(to)) to += by;
      return to;
    },
    take(to) {
      play(false);
      if (to === place) return go(t + 1);
      setTrail([...trail, { place, t }]);
      setStep({ place: to, t });
    },
    back() {
      if (trail.length === 0) return;
      setStep(trail[trail.length - 1]);
      setTrail(trail.slice(0, -1));
    },
  };
}
