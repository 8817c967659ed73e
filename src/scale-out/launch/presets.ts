import path from "node:path";
import { DEFAULT_SELECTION } from "../../entropy/index.js";
import { paperTable } from "../../paper/index.js";
import { STUDY_DEFAULTS, studyRate } from "../../study/index.js";
import type { RlvrConfig } from "../../training/index.js";

/** Of the optimiser, what our own training fixes and an engine wants to be told. */
export interface OptimizerSettings {
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Optimiser steps of linear warm-up. */
  warmupSteps: number;
  /** Largest ratio that a token of negative advantage counts with (dual clip), or null. */
  dualClip: number | null;
}

/** What a launch has unless it is told otherwise. */
export interface LaunchPreset {
  name: "paper" | "study";
  config: Partial<RlvrConfig>;
  optimizer: OptimizerSettings;
}

/**
 * The paper's experiment: its text's settings, and where the text is silent (group size, weight decay, gradient clip,
 * dual clip) those of its official script.
 */
export function paperPreset(): LaunchPreset {
  const batches = paperTable("figure-details").find(({ quantity }) => quantity === "rollout batches")!.value;
  return {
    name: "paper",
    config: {
      rho: paperSetting("rho"),
      steps: batches,
      prompts: paperSetting("train batch"),
      samples: paperSetting("group size"),
      miniBatches: paperSetting("gradient steps per batch"),
      learningRate: paperSetting("learning rate"),
      clipLow: paperSetting("clip low"),
      clipHigh: paperSetting("clip high"),
      maxGradNorm: paperSetting("gradient clip"),
      maxNewTokens: paperSetting("max response length"),
      overlongBuffer: paperSetting("overlong cache"),
      evaluationSamples: paperSetting("samples per question at evaluation"),
      evaluateEvery: 5,
      checkpointEvery: 5,
    },
    optimizer: {
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: paperSetting("weight decay"),
      warmupSteps: paperSetting("warm-up"),
      dualClip: paperSetting("dual clip"),
    },
  };
}

/** Our own study: its steps, and the learning rate that its sweep found for this rule and this size of base model. */
export function studyPreset(
  base: string,
  { arm = "top", rho = DEFAULT_SELECTION.rho }: Partial<RlvrConfig> = {},
): LaunchPreset {
  return {
    name: "study",
    config: { ...STUDY_DEFAULTS, learningRate: sweptRate({ arm, rho }, path.basename(path.resolve(base))) },
    optimizer: { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, warmupSteps: 0, dualClip: null },
  };
}

/** The text's value of a setting, or the script's where the text has none; the text's rows stand first. */
function paperSetting(name: string): number {
  return paperTable("hyper-parameters").find((row) => row.name === name)!.value;
}

function sweptRate(arm: Pick<RlvrConfig, "arm" | "rho">, base: string): number | undefined {
  try {
    return studyRate(arm, base);
  } catch {
    return undefined; // never swept: the configuration's own default
  }
}
