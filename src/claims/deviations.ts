import { VOCAB_SIZE } from "../countdown/index.js";
import { paperTable } from "../paper/index.js";
import { evaluationOf, type RunGroup } from "../study/index.js";

/** One setting in which the study differs from the paper. */
export type Deviation = Record<"setting" | "the paper" | "here" | "why" | "what it may do", string>;

/**
 * What differs from the paper: its setting by its own table, ours as the runs record it, why, and what that may do.
 * @param top the arm "top 20 %" under the standard conditions
 * @param longest an arm of the longest training
 * @throws Error as `paperTable` does, where the paper's table is damaged
 * @example deviations(groupNamed(groups, "top 20 %"), longest).map(({ setting }) => setting)
 */
export function deviations(top: RunGroup, longest: RunGroup): Deviation[] {
  const { config } = top;
  const gradientSteps = config.steps * config.miniBatches;
  const atMost = longest.config.steps * longest.config.miniBatches;
  const bases = new Set(paperTable("table-2").map(({ baseModel }) => baseModel));
  const rows: [string, string, string, string, string][] = [
    [
      "base models",
      `${[...bases].join(", ")}, trained on text at large`,
      "trained on this task alone, one a size (M: two)",
      "a model in minutes",
      "seeds say nothing of other base models",
    ],
    [
      "problems in pre-training",
      "not known",
      "all of them, the tests' and the larger targets too",
      "a base that can solve some of any kind",
      "held out from RL only: it may recall more than it learns",
    ],
    [
      "responses a batch",
      `${paperSetting("train batch")} × ${paperSetting("group size")}`,
      `${config.prompts} prompts × ${config.samples} responses`,
      "a run takes minutes on one core",
      "noisier gradients and thresholds",
    ],
    [
      "gradient steps a batch",
      paperSetting("gradient steps per batch"),
      `${config.miniBatches}`,
      "nearly on policy; 16 are P4 of notebook 12",
      "hardly a ratio reaches the clip",
    ],
    [
      "gradient steps in all",
      paperSetting("last gradient step"),
      `${gradientSteps}; ${atMost} in the longest runs`,
      "time",
      "being slower looks like being worse",
    ],
    [
      "entropy for the mask",
      "of the policy being trained, at each gradient step",
      "of the policy that sampled, once a batch",
      "time; with 16 gradient steps a batch P4 of notebook 12 has both ways",
      `the mask lags by up to ${config.miniBatches - 1} of ${config.miniBatches} gradient steps`,
    ],
    [
      "longest response",
      paperSetting("max response length"),
      `${config.maxNewTokens} tokens`,
      "four attempts fit",
      "answers cannot grow as the paper's do",
    ],
    [
      "vocabulary",
      "some 150,000 tokens",
      `${VOCAB_SIZE} tokens`,
      "a language of its own",
      "heat does less harm; few rare tokens",
    ],
    [
      "groups without spread",
      "dropped, and others sampled",
      "dropped",
      "time",
      "smaller batches where a model is sure",
    ],
    [
      "learning rate",
      paperSetting("learning rate"),
      "the best of a sweep, for each arm",
      "arms are compared each at its best",
      "takes the rate out of the comparison",
    ],
    [
      "samples a problem, evaluation",
      paperSetting("samples per question at evaluation"),
      `${samplesOf(top)}; ${samplesOf(longest)} in P1 to P5 of notebook 12`,
      "time",
      `with ${samplesOf(top)} sampling error adds much to the spread of the seeds`,
    ],
  ];
  return rows.map(([setting, paper, here, why, effect]) => ({
    setting,
    "the paper": paper,
    here,
    why,
    "what it may do": effect,
  }));
}

/** Of the problems of the test split, after the last step. */
function samplesOf({ runs }: RunGroup): number {
  return evaluationOf(runs[0], "test").samples;
}

function paperSetting(name: string): string {
  const { value, unit } = paperTable("hyper-parameters").find((row) => row.name === name)!;
  return `${value} ${unit}`.trim();
}
