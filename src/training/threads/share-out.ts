import { inputLength, type SelectedSequence } from "../../rollout/index.js";
import { grouped } from "../../statistics/index.js";

/**
 * Shares sequences out into parts of about equal work, those with the same prompt next to each other, so that what they
 * begin with alike is computed once in as many parts as can be.
 * @returns for each part the indices of its sequences; those without a selected token are in none, and a part may be empty
 */
export function shareOut(sequences: readonly SelectedSequence[], parts: number): number[][] {
  const selected = [...sequences.keys()].filter((index) => sequences[index].selected.length > 0);
  const order = [...grouped(selected, (index) => Array.from(sequences[index].prompt).join()).values()].flat();
  const total = order.reduce((sum, index) => sum + inputLength(sequences[index]), 0);
  const shares: number[][] = Array.from({ length: parts }, () => []);
  let before = 0;
  for (const index of order) {
    const length = inputLength(sequences[index]);
    shares[Math.floor((parts * (before + length / 2)) / total)].push(index);
    before += length;
  }
  return shares;
}
