import { inputLength, type SelectedSequence } from "../../rollout/index.js";
import { grouped } from "../../statistics/index.js";

/**
 * Shares prompts out, as many to each thread, in their order.
 * @example sharePrompts(5, 2) // [[0, 1, 2], [3, 4]]
 */
export function sharePrompts(count: number, threads: number): number[][] {
  return cut([...Array(count).keys()], threads, () => 1);
}

/**
 * Shares sequences out, about as many tokens to each thread, those with the same prompt next to each other, so that it is
 * computed once on as many threads as can be. Sequences without a selected token are nobody's.
 * @returns for each thread the indices of its sequences; a share may be empty
 */
export function shareSequences(sequences: readonly SelectedSequence[], threads: number): number[][] {
  const selected = [...sequences.keys()].filter((index) => sequences[index].selected.length > 0);
  const groups = grouped(selected, (index) => Array.from(sequences[index].prompt).join());
  return cut([...groups.values()].flat(), threads, (index) => inputLength(sequences[index]));
}

/** Each one goes to the thread that its beginning falls to. */
function cut(indices: readonly number[], threads: number, lengthOf: (index: number) => number): number[][] {
  const total = indices.reduce((sum, index) => sum + lengthOf(index), 0);
  const shares: number[][] = Array.from({ length: threads }, () => []);
  let before = 0;
  for (const index of indices) {
    shares[Math.floor((threads * before) / total)].push(index);
    before += lengthOf(index);
  }
  return shares;
}
