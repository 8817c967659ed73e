import { seededRng } from "../../src/random/index.js";
import type { CoefficientContext, RuleTokens } from "../../src/token-rules/index.js";
import { responseColumns } from "../../src/tokens/index.js";

/** A token's distribution, and which of its entries was sampled. */
type Drawn = readonly [distribution: readonly number[], sampled: number];

/** Two responses to one prompt, of reward +1 and -1. */
const RESPONSES: readonly { advantage: number; drawn: readonly Drawn[] }[] = [
  {
    advantage: 1,
    drawn: [
      [[0.5, 0.5], 0],
      [[0.9, 0.1], 1],
      [[0.999, 0.001], 0],
    ],
  },
  {
    advantage: -1,
    drawn: [
      [[0.5, 0.5], 0],
      [[0.9, 0.1], 0],
      [[0.25, 0.25, 0.25, 0.25], 0],
    ],
  },
];

export const VOCAB_SIZE = 4;

/** The tokens with all statistics, computed here from their distributions. */
export function goldenTokens(logRatios: readonly number[] = [0, 0, 0, 0, 0, 0]): RuleTokens {
  const all = RESPONSES.flatMap(({ drawn }) => drawn);
  const over = (of: (p: number) => number): Float32Array =>
    Float32Array.from(all, ([p]) => p.filter((x) => x > 0).reduce((sum, x) => sum + of(x), 0));
  const columns = responseColumns(
    RESPONSES.map(({ advantage, drawn }) => ({
      tokens: drawn.map(([, sampled]) => sampled),
      logProbs: drawn.map(([p, sampled]) => Math.log(p[sampled])),
      entropies: drawn.map(([p]) => -p.reduce((sum, x) => sum + x * Math.log(x), 0)),
      advantages: drawn.map(() => advantage),
      reward: advantage,
      prompt: 0,
    })),
  );
  const distribution = Float32Array.from(
    all.flatMap(([p]) => [...p, ...Array.from({ length: VOCAB_SIZE - p.length }, () => 0)]),
  );
  return {
    ...columns,
    advantages: columns.advantages!,
    rewards: columns.rewards!,
    oldLogProbs: columns.logProbs.map((logProb, t) => logProb - logRatios[t]),
    maxProbability: Float32Array.from(all, ([p]) => Math.max(...p)),
    collisionMass: over((x) => x * x),
    collisionLog: over((x) => x * x * Math.log(x)),
    distribution,
    oldDistribution: distribution,
  };
}

export function ruleContext(own: Partial<CoefficientContext> = {}): CoefficientContext {
  return {
    ...{ rng: seededRng(1), step: 0, steps: 100, vocabSize: VOCAB_SIZE, temperature: 1, roleNames: [] },
    ...{ clipLow: 0.2, clipHigh: 0.28 },
    ...own,
  };
}
