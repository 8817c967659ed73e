import { countdownTask, EOS, promptTokens, sampleProblem } from "../countdown/index.js";
import { tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import { groupsWithSpread, highEntropyMask } from "../policy-gradient/index.js";
import { type Rng, restoreRng } from "../random/index.js";
import {
  type SelectedSequence,
  sampleResponses,
  sequencesOf,
  type VerifiedRollouts,
  verifiedRollouts,
} from "../rollout/index.js";
import { responseCount, responseLengths, selectTokens } from "../tokens/index.js";
import { lossGradient } from "../training/index.js";
import { processorSeconds, warmRounds } from "./rounds.js";
import { BENCHMARK_NEW_TOKENS, BENCHMARK_PROMPTS, BENCHMARK_SAMPLES } from "./step.js";

/** Processor seconds of one piece of work, with something skipped and without; a value a round. */
export interface Saving {
  what: string;
  skipping: number[];
  whole: number[];
}

/**
 * What is saved by not computing what nobody reads. The gradient's savings build on each other: each is measured with
 * those before it in place. The work without a saving is the same call, given inputs that leave nothing to skip.
 * @example await measureSavings(policy, 10, seededRng(1))
 */
export async function measureSavings(policy: Policy, rounds: number, rng: Rng): Promise<Saving[]> {
  const costs = await warmRounds(rounds, () => ({
    ...rolloutCosts(policy, rng),
    ...gradientCosts(policy, rng),
  }));
  return Object.keys(costs[0]).map((what) => ({
    what,
    whole: costs.map((cost) => cost[what][0]),
    skipping: costs.map((cost) => cost[what][1]),
  }));
}

type Costs = Record<string, [whole: number, skipping: number]>;

function cost(work: () => void): number {
  const started = processorSeconds();
  work();
  return processorSeconds() - started;
}

function problems(rng: Rng) {
  return Array.from({ length: BENCHMARK_PROMPTS }, () => sampleProblem(rng, { split: "train" }));
}

function rolloutCosts(policy: Policy, rng: Rng): Costs {
  const prompts = problems(rng).map(promptTokens);
  const state = rng.state();
  const sample = (options: { apart?: boolean; eosId?: number; maxNewTokens?: number }) => {
    const { apart = false, eosId = EOS, maxNewTokens = BENCHMARK_NEW_TOKENS } = options;
    const samplesPerPrompt = apart ? 1 : BENCHMARK_SAMPLES;
    const rows = apart ? prompts.flatMap((prompt) => new Array(BENCHMARK_SAMPLES).fill(prompt)) : prompts;
    // The same state gives the same responses, and with them the same work, however the prompts are passed.
    return sampleResponses(policy, rows, { samplesPerPrompt, maxNewTokens, eosId, rng: restoreRng(state) });
  };
  let longest = 0;
  const together = cost(() => {
    longest = Math.max(...responseLengths(sample({}).columns));
  });
  return {
    "rollout: a prompt again for each of its responses": [cost(() => sample({ apart: true })), together],
    "rollout: finished rows until the longest ends": [
      cost(() => sample({ eosId: -1, maxNewTokens: longest })),
      together,
    ],
  };
}

function gradientCosts(policy: Policy, rng: Rng): Costs {
  const rollouts = verifiedRollouts(policy, problems(rng), {
    ...{ samplesPerPrompt: BENCHMARK_SAMPLES, maxNewTokens: BENCHMARK_NEW_TOKENS, rng },
    task: countdownTask(),
  });
  const { columns } = rollouts;
  const spread = groupsWithSpread(columns.rewards, columns.prompts);
  const every = Array.from({ length: responseCount(columns) }, (_, row) => row);
  const kept = every.filter((row) => spread.has(columns.prompts[row]));
  const lengths = responseLengths(columns);
  const texts = sequencesOf(rollouts);
  const selected = selectedPositions(rollouts, kept);
  const last = (row: number): number => lengths[row] - 1;

  const gradient = (rows: readonly number[], positions: (row: number) => Int32Array): number => {
    const sequences = rows.map((row): SelectedSequence => ({ ...texts[row], selected: positions(row) }));
    return cost(() => {
      const { gradients } = lossGradient(policy, sequences, ({ logProbs }) =>
        tf.neg(tf.sum<tf.Scalar>(logProbs)),
      );
      tf.dispose(gradients);
    });
  };
  const all = (row: number): Int32Array => Int32Array.from({ length: lengths[row] }, (_, t) => t);
  const andLast = (row: number): Int32Array => Int32Array.from(new Set([...selected.get(row)!, last(row)]));
  const orLast = (row: number): Int32Array =>
    selected.get(row)!.length > 0 ? selected.get(row)! : Int32Array.of(last(row));

  const everything = gradient(every, all);
  const withSpread = gradient(kept, all);
  const projected = gradient(kept, andLast);
  const cut = gradient(kept, orLast);
  const dropped = gradient(kept, (row) => selected.get(row)!);
  return {
    "gradient: groups without spread": [everything, withSpread],
    "gradient: the vocabulary for tokens not selected": [withSpread, projected],
    "gradient: what follows the last selected token": [projected, cut],
    "gradient: responses without a selected token": [cut, dropped],
    "gradient: all four": [everything, dropped],
  };
}

/** The top 20 % of the kept responses' tokens by entropy, as positions in each response. */
function selectedPositions(
  { columns }: Pick<VerifiedRollouts, "columns">,
  kept: readonly number[],
): Map<number, Int32Array> {
  const mask = highEntropyMask(selectTokens(columns, columns.entropies, kept));
  const lengths = responseLengths(columns);
  let from = 0;
  return new Map(
    kept.map((row) => {
      const own = mask.subarray(from, from + lengths[row]);
      from += lengths[row];
      return [row, Int32Array.from(own.keys()).filter((t) => own[t] === 1)];
    }),
  );
}
