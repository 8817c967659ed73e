import type { ExploredResponse, ExploredRun } from "../../src/explorer/index.js";
import { seededRng } from "../../src/random/index.js";

const WORDS = ["so", "wait", "try", "1", "2", "+", "="];

/** A run of random responses, four to a prompt; every seventh token is a fork, and uncertain. */
export function sampleRun({ responses = 12, tokens = 20, name = "sample" } = {}): ExploredRun {
  const rng = seededRng(5);
  const response = (_: unknown, r: number): ExploredResponse => {
    const entropies = Array.from({ length: tokens }, (_, t) =>
      t % 7 === 3 ? 0.5 + rng.uniform() : 0.4 * rng.uniform(),
    );
    return {
      prompt: Math.floor(r / 4),
      tokens: entropies.map(() => rng.integer(WORDS.length)),
      entropies,
      logProbs: entropies.map((entropy) => -entropy * rng.uniform()),
      roles: entropies.map((_, t) => (t % 7 === 3 ? 1 : 0)),
      reward: r % 3 === 0 ? 1 : 0,
      outcome: r % 3 === 0 ? "right" : "wrong",
      top: entropies.map(() => [0, 0.7, 1, 0.2]),
    };
  };
  const all = Array.from({ length: responses }, response);
  const options = [
    { token: 0, probability: 0.7, samples: 8, successes: 6, response: 0 },
    { token: 1, probability: 0.2, samples: 8, successes: 1, response: responses },
  ];
  return {
    ...{ name, about: "made up", texts: WORDS, separator: " ", vocabSize: WORDS.length },
    prompts: Array.from({ length: Math.ceil(responses / 4) }, (_, i) => `prompt ${i}`),
    ...{ roleNames: ["determined", "real"], forkRoles: ["real"], responses: all },
    continuations: [{ ...all[1], prompt: 0, outcome: "elsewhere" }],
    branches: [{ response: 0, at: 3, options }],
  };
}
