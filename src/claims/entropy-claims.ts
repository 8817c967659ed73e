import { finalValue, type RecordedRun } from "../study/index.js";
import type { Claim } from "./claim.js";
import { NATS, pairedComparison, TOKENS } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";
import { ablate, averageGains, standardGroups } from "./stated.js";

/**
 * What the choice of tokens does to the entropy and the length of the answers. All tokens decide whether the top 20 % keep the
 * highest entropy, for they are what the paper compares with everywhere; the other shares stand beside.
 */
export function entropyClaims(runs: readonly RecordedRun[]): Claim[] {
  const group = standardGroups(runs);
  const [all, top, bottom, top10, top50] = [
    group("all"),
    group("top"),
    group("bottom"),
    group("top", 0.1),
    group("top", 0.5),
  ];
  const entropy = finalValue("test", "meanEntropy");
  return [
    judgeClaim(
      {
        id: "top-20-keeps-highest-entropy",
        claim: "The top 20 % keep a higher overall entropy than 10 %, 50 % and all tokens",
        source: "Figure 7",
        paper: "highest until convergence (no number printed)",
        command: `${ablate("main")} && ${ablate("rho")}`,
      },
      NATS,
      [
        pairedComparison("top 20 % less all tokens", top, all, entropy),
        ...(top10 ? [pairedComparison("top 20 % less top 10 %", top, top10, entropy, { beside: true })] : []),
        ...(top50 ? [pairedComparison("top 20 % less top 50 %", top, top50, entropy, { beside: true })] : []),
      ],
    ),
    judgeClaim(
      {
        id: "bottom-80-lowers-entropy",
        claim: "The bottom 80 % alone end at a lower overall entropy than the top 20 %",
        source: "Figure 7",
        paper: "much lower (no number printed)",
        command: ablate("main"),
      },
      NATS,
      [pairedComparison("top 20 % less bottom 80 %", top, bottom, entropy)],
    ),
    judgeClaim(
      {
        id: "top-20-answers-longer",
        claim: "Gradient on the top 20 % of tokens makes responses longer than all tokens do",
        source: "Table 2, Figure 6",
        paper: averageGains("lengthGain", "tokens"),
        command: ablate("main"),
      },
      TOKENS,
      [pairedComparison("top 20 % less all tokens, test", top, all, finalValue("test", "meanLength"))],
    ),
  ];
}
