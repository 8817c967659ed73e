import path from "node:path";
import type { SummaryBuilder } from "../analysis/index.js";
import { entropyDistributionFigure, saveFigure } from "../figures/index.js";
import { replaceFile } from "../files/index.js";
import type { FormatCompliance } from "../math/index.js";
import { paperQuantity } from "../paper/index.js";
import { printResult } from "./command.js";
import { complianceLine } from "./compliance-line.js";
import { measureCommand } from "./measurement-folder.js";
import { CLOUD_MINIMUM, saveTokenClouds } from "./token-clouds.js";

/** Writes summary and figures of a measurement, and prints the leading numbers. */
export async function reportMeasurement(
  out: string,
  summary: SummaryBuilder,
  { skippedLines, formats, json }: { skippedLines: number; formats: FormatCompliance[]; json?: boolean },
): Promise<void> {
  const distribution = summary.distribution();
  const record = {
    command: measureCommand(),
    skippedLines,
    ...summary.summary(),
    ...(formats.length > 0 && { formats }),
  };
  replaceFile(path.join(out, "summary.json"), `${JSON.stringify(record, null, 2)}\n`);
  const { value } = paperQuantity("figure-2a", "80th percentile");
  const named = { name: "this model", distribution };
  await saveFigure(entropyDistributionFigure([named], { paperPercentile80: value }), "entropy-distribution", {
    folder: out,
  });
  const means = summary.tokenMeans(CLOUD_MINIMUM);
  await saveTokenClouds(out, {
    "highest-tokens": { means, title: "Tokens of highest mean entropy" },
    "lowest-tokens": { means: [...means].reverse(), title: "Tokens of lowest mean entropy" },
  });
  const { responses, problems, tokens, meanEntropy, shareBelow001, percentile80 } = summary.summary();
  if (problems === 1)
    console.error(
      "intervals are over problems, and there is one only: give more prompts to learn how sure the numbers are",
    );
  const text = [
    `${tokens} tokens of ${responses} responses, written to ${out}`,
    ...Object.entries({ meanEntropy, shareBelow001, percentile80 }).map(
      ([name, { estimate, low, high }]) =>
        `${name.padEnd(14)} ${estimate.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`,
    ),
    ...formats.map(complianceLine),
  ];
  printResult({ out, ...record }, text.join("\n"), json);
}
