import { z } from "zod";
import { type CountdownRules, countdownTask, type Operation } from "../countdown/index.js";
import { DEFAULT_SELECTION, SCOPES, type Selection } from "../entropy/index.js";
import { TARGET_MODULES, type TargetModule } from "../models/index.js";
import type { Split, Task } from "../task/index.js";
import { quote, visibleText } from "../text/index.js";
import { ARMS, type Arm, type RuleParameters } from "../token-rules/index.js";

/** One RLVR run. Every field has a default but `base`. */
export interface RlvrConfig {
  /** Model folder that the run starts from. */
  base: string;
  /** The rule that says which response tokens receive policy gradient; "own": one that is not built in. */
  arm: Arm | "own";
  /** Parameters of the rule's own; left out where it has none or keeps their defaults. */
  ruleParameters?: RuleParameters;
  /**
   * Whose entropies the rule sees: those of the policy that sampled, once a rollout batch ("rollout", the default, then
   * left out), or those of the policy being trained, anew at each mini-batch.
   */
  entropyOf?: "current";
  /** Model folder for a rule that needs a reference model; left out: the base. */
  reference?: string;
  /** Rank of low-rank adapters (LoRA) that are trained in place of the weights; left out: the weights are trained. */
  loraRank?: number;
  /** peft's `lora_alpha`, where there is a rank; left out: twice the rank. */
  loraAlpha?: number;
  /** Matrices with adapters, by peft's names, where there is a rank; left out: all seven of a block. */
  loraModules?: readonly TargetModule[];
  /** Share of tokens on (0, 1] that "top" and "random" keep and "bottom" drops. */
  rho: number;
  /** How ties and the share are decided (see `highEntropyMask`). */
  rule: Selection["rule"];
  /**
   * Where the threshold is taken: over the rollout batch, over the responses to each prompt, or within each response.
   * With `entropyOf: "current"` the mini-batch stands for the batch, with its part of each group.
   */
  scope: Selection["scope"];
  /**
   * What the surrogate is divided by: selected tokens (paper v2) or all response tokens (v1, TRL); or the mean over each
   * response's selected tokens, then over the responses that have some.
   */
  normalizer: "selected" | "all" | "responses";
  /**
   * What stands for Psi_t. From the rewards of a group, one value for every token of a response: "group" (GRPO),
   * "leave-one-out" (RLOO), "baselined" (group mean), "total" (no baseline). From a critic, one value a token: "q",
   * "q-minus-v", "td" (r_t + V(s_{t+1}) - V(s_t)), "gae". Groups without spread are dropped in the former only.
   */
  advantage: "group" | "leave-one-out" | "baselined" | "total" | "q" | "q-minus-v" | "td" | "gae";
  /** GAE's lambda on [0, 1]: 0 is "td", 1 the return minus V. */
  lambda: number;
  /** Adam, constant, of the critic. */
  criticLearningRate: number;
  /** Gradient steps of the critic a rollout batch. */
  criticMiniBatches: number;
  /** The first steps, counted in `steps`, in which only the critic learns. */
  criticWarmup: number;
  /**
   * The kind of right answers (of `Task.answers`; Countdown: "direct", "searched") that the policy is trained on in
   * place of responses of its own: supervised fine-tuning, the policy gradient with advantage 1 on what others wrote. Left
   * out: none.
   */
  fineTuning?: string;
  seed: number;
  /** Rollout batches. */
  steps: number;
  /** Problems a step. */
  prompts: number;
  /** Responses a problem (the group size G). */
  samples: number;
  temperature: number;
  /** Gradient steps a rollout batch. */
  miniBatches: number;
  /** Adam, constant (the paper: no warm-up, no schedule). */
  learningRate: number;
  clipLow: number;
  clipHigh: number;
  /** The gradient is scaled down to this global norm. */
  maxGradNorm: number;
  /** Numbers a problem has. */
  numberCount: 3 | 4;
  /** Operations of the task, a set: "*-+" is recorded, and means, as "+-*". */
  operations: string;
  /** A response that tries once more after this many attempts is out of budget. */
  maxAttempts: number;
  /** Words that open an attempt, each a choice that changes nothing; left out: one. */
  openers?: number;
  /** Response budget in tokens, <eos> included. */
  maxNewTokens: number;
  /** Subtracted from the reward for each attempt after the first. */
  attemptCost: number;
  /** Subtracted from the reward for each response token. */
  tokenCost: number;
  /** Length in tokens of DAPO's soft overlong penalty before the budget; 0 turns it off. */
  overlongBuffer: number;
  /** Steps between evaluations; 0: only before the first and after the last step. */
  evaluateEvery: number;
  evaluationSplit: Split;
  /** Responses a problem when evaluating. */
  evaluationSamples: number;
  /** Whether the evaluation after the last step also measures how far the policy is from its base; left out: no. */
  klToBase?: true;
  /** Steps between checkpoints. */
  checkpointEvery: number;
  /** Keep every checkpoint's model as `models/step-N`, not only the last. */
  keepCheckpoints: boolean;
  /**
   * Threads that share sampling and gradients, each with a copy of the model. The order of sums, and so the last digits, depend
   * on their number. Left out: one.
   */
  threads?: number;
}

const positive = z.number().positive();
const count = z.number().int().positive().max(1_000_000);
/** Seeds beyond 32 bits are not told apart. */
const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** At most this many problems in a run's evaluations: all of a split with three numbers, a part of those with four. */
export const EVALUATED_PROBLEMS = 400;

/** Tokens that are sampled together: their columns must fit into memory. */
const MOST_TOKENS = 2 ** 27;
const fraction = z.number().gt(0).max(1);

/** The keys that describe the task, shared by both configurations. */
const taskKeys = {
  numberCount: z.union([z.literal(3), z.literal(4)]).default(3),
  operations: z
    .string()
    .regex(/^(?!.*(.).*\1)[-+*/]+$/, 'wanted distinct operations out of "+-*/"')
    // a set: a response lists results in the order of the rules, which is to be one for all models
    .transform((operations) => [..."+-*/"].filter((operation) => operations.includes(operation)).join(""))
    .default("+-*"),
  maxAttempts: count.default(4),
  openers: z.number().int().min(0).max(6).optional(),
};

const rlvrFields = z.strictObject({
  base: z.string().min(1),
  arm: z.enum(["own", ...ARMS]).default("top"),
  rho: fraction.default(DEFAULT_SELECTION.rho),
  rule: z.enum(["quantile", "top-k"]).default(DEFAULT_SELECTION.rule),
  scope: z.enum(SCOPES).default(DEFAULT_SELECTION.scope),
  normalizer: z.enum(["selected", "all", "responses"]).default("selected"),
  ruleParameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
  entropyOf: z
    .enum(["rollout", "current"])
    .optional()
    .transform((of) => (of === "rollout" ? undefined : of)),
  reference: z.string().min(1).optional(),
  loraRank: count.optional(),
  loraAlpha: positive.optional(),
  loraModules: z.array(z.enum(TARGET_MODULES)).min(1).optional(),
  advantage: z
    .enum(["group", "leave-one-out", "baselined", "total", "q", "q-minus-v", "td", "gae"])
    .default("group"),
  lambda: z.number().min(0).max(1).default(0.95),
  criticLearningRate: positive.default(5e-4),
  criticMiniBatches: count.default(8),
  criticWarmup: z.number().int().nonnegative().default(10),
  fineTuning: z.string().min(1).optional(),
  seed: seed.default(0),
  steps: count.default(100),
  prompts: count.default(16),
  samples: count.min(2).default(8),
  temperature: z.number().min(1e-3).max(1e3).default(1),
  miniBatches: count.default(2),
  learningRate: positive.default(2e-4),
  clipLow: fraction.default(0.2),
  clipHigh: positive.default(0.28),
  maxGradNorm: positive.default(1),
  ...taskKeys,
  maxNewTokens: count.default(95),
  attemptCost: z.number().nonnegative().default(0),
  tokenCost: z.number().nonnegative().default(0),
  overlongBuffer: z.number().int().nonnegative().default(0),
  evaluateEvery: z.number().int().nonnegative().default(20),
  evaluationSplit: z.enum(["train", "validation", "test", "ood"]).default("validation"),
  evaluationSamples: count.default(4),
  klToBase: z.literal(true).optional(),
  checkpointEvery: count.default(20),
  keepCheckpoints: z.boolean().default(false),
  threads: z
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .transform((threads) => (threads === 1 ? undefined : threads)),
});

/** What describes adapters wants some. */
const rlvrKeys = rlvrFields.superRefine(({ loraRank, ...config }, context) => {
  if (loraRank !== undefined) return;
  for (const key of ["loraAlpha", "loraModules"] as const)
    if (config[key] !== undefined)
      context.addIssue({
        ...{ code: "custom", path: [key], input: config[key] },
        message: "wanted a loraRank (--lora-rank) with it, as without adapters all weights are trained",
      });
});

const rlvrSchema: z.ZodType<RlvrConfig> = rlvrKeys.refine(
  ({ prompts, samples, evaluationSamples, maxNewTokens }) =>
    Math.max(prompts * samples, EVALUATED_PROBLEMS * evaluationSamples) * maxNewTokens <= MOST_TOKENS,
  `wanted at most ${MOST_TOKENS} tokens at a time: prompts x samples x maxNewTokens, or ${EVALUATED_PROBLEMS} problems x evaluationSamples x maxNewTokens`,
);

/** One pre-training run from scratch. */
export interface PretrainConfig {
  size: "S" | "M" | "L" | "XL";
  architecture: "qwen3" | "llama";
  seed: number;
  steps: number;
  /** Demonstrations a step. */
  batch: number;
  /** Peak of AdamW's learning rate. */
  learningRate: number;
  /** Steps of linear warm-up. */
  warmup: number;
  /** Share of the steps after which the rate falls linearly to `finalRate` times the peak. */
  flat: number;
  finalRate: number;
  /** On matrices only. */
  weightDecay: number;
  maxGradNorm: number;
  /** Divides the summed loss of a demonstration: a constant, so that long demonstrations are not discounted. */
  tokensPerSequence: number;
  /** Of the demonstrations: see `DemonstrationOptions`. */
  usefulMove: number;
  retry: number;
  decorated: boolean;
  numberCount: 3 | 4;
  operations: string;
  maxAttempts: number;
  openers?: number;
  checkpointEvery: number;
}

const pretrainSchema: z.ZodType<PretrainConfig> = z.strictObject({
  size: z.enum(["S", "M", "L", "XL"]).default("M"),
  architecture: z.enum(["qwen3", "llama"]).default("qwen3"),
  seed: seed.default(0),
  steps: count.default(18000),
  batch: count.default(16),
  learningRate: positive.default(3e-3),
  warmup: z.number().int().nonnegative().default(100),
  flat: z.number().min(0).max(1).default(0.3),
  finalRate: z.number().min(0).max(1).default(0),
  weightDecay: z.number().nonnegative().default(0.05),
  maxGradNorm: positive.default(1),
  tokensPerSequence: positive.default(50),
  usefulMove: z.number().min(0).max(1).default(0.25),
  retry: z.number().min(0).max(1).default(0.5),
  decorated: z.boolean().default(true),
  ...taskKeys,
  checkpointEvery: count.default(500),
});

/**
 * Checks an RLVR configuration and fills in the defaults. Throws naming every key that is wrong or unknown.
 * @param options elsewhere: for another engine, whose batches need not fit into the memory of this process
 * @example rlvrConfig({ base: "data/models/M", arm: "top", rho: 0.2 }).arm // "top"
 */
export function rlvrConfig(
  input: Partial<RlvrConfig> & { base: string },
  { elsewhere = false }: { elsewhere?: boolean } = {},
): RlvrConfig {
  return parse(elsewhere ? rlvrKeys : rlvrSchema, input, "RLVR configuration");
}

/**
 * Checks a pre-training configuration and fills in the defaults. Throws naming every key that is wrong or unknown.
 * @example pretrainConfig({ size: "S", steps: 100 }).seed
 */
export function pretrainConfig(input: Partial<PretrainConfig> = {}): PretrainConfig {
  return parse(pretrainSchema, input, "pre-training configuration");
}

/** Countdown as the study has it. */
export const STANDARD_TASK: Task = countdownTask();

/**
 * Countdown as a configuration describes it.
 * @example configuredTask(rlvrConfig({ base: "data/models/M" })).name // "countdown"
 */
export function configuredTask(config: Pick<RlvrConfig, keyof typeof taskKeys>): Task {
  return countdownTask(configuredRules(config));
}

/**
 * The rules of Countdown that a configuration describes.
 * @example configuredRules(rlvrConfig({ base: "data/models/M", operations: "+*" })).operations
 */
export function configuredRules({
  numberCount,
  operations,
  maxAttempts,
  openers,
}: Pick<RlvrConfig, keyof typeof taskKeys>): CountdownRules {
  return {
    ...{ numberCount, operations: [...operations] as Operation[], maxAttempts },
    ...(openers !== undefined && { openers }),
  };
}

function parse<T>(schema: z.ZodType<T>, input: unknown, what: string): T {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys((schema as unknown as z.ZodObject).shape).join(", ");
      return `unknown key ${issue.keys.map((key) => quote(key)).join(", ")} (the keys are ${known})`;
    }
    const received = visibleText(JSON.stringify(issue.input) ?? "undefined");
    const key = issue.path.length > 0 ? `${visibleText(issue.path.join("."))}: ` : "";
    return `${key}received ${received}; ${issue.message}`;
  });
  throw new Error(`${what}: ${problems.join("; ")}`);
}
