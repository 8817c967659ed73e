import type { AdamState } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import type { CriticState } from "./critic.js";
import type { LoggedLine } from "./metrics-lines.js";

/** The numbers of a step that an update is made from. */
const CHECKED = ["loss", "gradNorm", "meanEntropy"] as const;

/** Everything that training goes on from. */
export interface Learned {
  policy: Policy;
  optimizer: AdamState;
  critic?: CriticState;
}

/** @throws Error naming the number of this step that is NaN or infinite, and the first tensor that is so too */
export function requireFiniteStep(
  line: LoggedLine & Partial<Record<(typeof CHECKED)[number], unknown>>,
  learned: () => Learned,
): void {
  for (const key of CHECKED) {
    const value = line[key];
    if (typeof value === "number" && !Number.isFinite(value))
      throw new Error(`${key} is ${value}${tensorText(firstNonFinite(learned()))}`);
  }
}

/** @throws Error naming the first tensor of the policy, the optimiser or the critic that holds NaN or Infinity */
export function requireFiniteLearned(learned: Learned): void {
  const found = firstNonFinite(learned);
  if (found) throw new Error(`training diverged${tensorText(found)}`);
}

interface NonFinite {
  tensor: string;
  value: number;
}

function tensorText(found: NonFinite | null): string {
  return found ? `: ${found.tensor} holds ${found.value}` : "";
}

function firstNonFinite({ policy, optimizer, critic }: Learned): NonFinite | null {
  for (const [tensor, values] of tensorsOf(policy, optimizer, critic)) {
    const place = nonFiniteIndex(values);
    if (place >= 0) return { tensor, value: values[place] };
  }
  return null;
}

function* tensorsOf(
  { parameters }: Policy,
  { firstMoments, secondMoments }: AdamState,
  critic: CriticState | undefined,
): Generator<[string, Float32Array]> {
  const names = [...parameters.keys()];
  for (const [name, variable] of parameters) yield [name, variable.dataSync() as Float32Array];
  for (const [i, name] of names.entries()) {
    yield [`Adam's first moment of ${name}`, firstMoments[i]];
    yield [`Adam's second moment of ${name}`, secondMoments[i]];
  }
  for (const [i, values] of (critic?.parameters ?? []).entries())
    yield [`parameter ${i} of the critic`, values];
}

/** Index of the first NaN or infinite value; -1 where all are finite. */
function nonFiniteIndex(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}
