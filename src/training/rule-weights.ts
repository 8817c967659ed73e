import type { Policy } from "../models/index.js";
import { type Sequence, scoreTokens, sequencesOf } from "../rollout/index.js";
import {
  type RuleContext,
  type RuleTokens,
  type TokenRule,
  type TokenStatistics,
  tokenCoefficients,
  tokenWeights,
} from "../token-rules/index.js";
import { type ResponseTokens, selectTokens } from "../tokens/index.js";
import type { RlvrConfig } from "./config.js";
import type { TokenFactors, UpdateBatch } from "./policy-update.js";

/** A rule in one training step, with what it may ask. */
export interface RuleStep {
  rule: TokenRule;
  context: RuleContext;
  /** The policy that sampled and is being trained. */
  policy: Policy;
  /** For `referenceLogProbs`. */
  reference?: Policy;
  config: Pick<RlvrConfig, "entropyOf" | "miniBatches" | "clipLow" | "clipHigh">;
}

type Trained = Pick<UpdateBatch, "prompts"> & {
  columns: ResponseTokens & { advantages: Float64Array; rewards: Float64Array };
};

/**
 * What a rule makes of the responses that are trained on: weights of the whole batch by the policy that sampled it, and
 * where rule or configuration want the policy being trained, or the rule has coefficients, what is to be done at each
 * mini-batch.
 */
export function weighTokens(step: RuleStep, batch: Trained): Pick<UpdateBatch, "weights" | "atMiniBatch"> {
  const { rule, config, context } = step;
  const onCurrent = (rule.entropyOf ?? config.entropyOf) === "current";
  const count = batch.columns.tokens.length;
  if (count === 0) return { weights: new Float32Array(0) };
  const reference = referenceScores(step, batch);
  const ofSampler = rule.needs?.includes("oldDistribution") && config.miniBatches > 1;
  const sampled = onCurrent && !ofSampler ? undefined : rolloutTokens(step, batch, reference);
  const weights = onCurrent ? new Float32Array(count) : tokenWeights(rule, sampled!, context);
  if (!onCurrent && !rule.coefficients) return { weights };
  return {
    weights,
    atMiniBatch: (part, responses): TokenFactors => {
      const { referenceLogProbs: ofBatch } = reference;
      const tokens = currentTokens(step, part as Trained, {
        ...(ofBatch && { referenceLogProbs: selectTokens(batch.columns, ofBatch, responses) }),
        ...(ofSampler && { oldDistribution: rowsOf(batch.columns, sampled!.distribution!, responses) }),
      });
      const own = onCurrent ? tokenWeights(rule, tokens, context) : part.weights;
      if (!rule.coefficients) return { weights: own };
      const { clipLow, clipHigh } = config;
      const { coefficients } = rule;
      const withClip = { ...context, clipLow, clipHigh };
      return { weights: own, coefficients: tokenCoefficients({ ...rule, coefficients }, tokens, withClip) };
    },
  };
}

/** The tokens as the policy that sampled them sees them; it is scored again only for statistics that are asked for. */
function rolloutTokens(
  step: RuleStep,
  { prompts, columns }: Trained,
  reference: ReferenceScores,
): RuleTokens {
  const { logProbs, entropies } = columns;
  const wanted = step.rule.needs?.some((name) => name !== "referenceLogProbs");
  const scores: Partial<TokenStatistics> = wanted
    ? scored(step, step.policy, sequencesOf({ prompts, columns }))
    : {};
  return {
    ...columns,
    ...scores,
    oldDistribution: scores.distribution,
    ...{ logProbs, entropies, oldLogProbs: logProbs },
    ...reference,
  };
}

/** The tokens as the policy that is being trained sees them: one forward pass, without gradient. */
function currentTokens(step: RuleStep, { prompts, columns }: Trained, ofOthers: OtherScores): RuleTokens {
  const scores = scored(step, step.policy, sequencesOf({ prompts, columns }));
  const { distribution: oldDistribution } = scores;
  return { ...columns, ...scores, oldDistribution, oldLogProbs: columns.logProbs, ...ofOthers };
}

function scored({ rule, context }: RuleStep, policy: Policy, sequences: readonly Sequence[]) {
  const needs = (rule.needs ?? []).map((name) => (name === "oldDistribution" ? "distribution" : name));
  const statistics = [...new Set(needs)].filter((name) => name !== "referenceLogProbs");
  return scoreTokens(policy, sequences, { temperature: context.temperature, statistics });
}

/** A statistic [tokens * vocabSize] for the given responses alone. */
function rowsOf({ starts }: ResponseTokens, rows: Float32Array, responses: readonly number[]): Float32Array {
  const width = rows.length / starts[starts.length - 1];
  return selectTokens({ starts: starts.map((start) => start * width) }, rows, responses);
}

type ReferenceScores = Pick<RuleTokens, "referenceLogProbs">;
type OtherScores = Pick<RuleTokens, "referenceLogProbs" | "oldDistribution">;

/** Of the whole batch: the reference stays what it is from one mini-batch to the next. */
function referenceScores({ rule, context, reference }: RuleStep, batch: Trained): ReferenceScores {
  if (!rule.needs?.includes("referenceLogProbs")) return {};
  if (!reference)
    throw new Error(`the rule "${rule.name}" needs referenceLogProbs, but there is no reference model`);
  const { logProbs } = scoreTokens(reference, sequencesOf(batch), { temperature: context.temperature });
  return { referenceLogProbs: logProbs };
}
