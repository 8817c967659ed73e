/** What a verl launch folder is written for. */
export interface VerlTarget {
  /** Where the code is, and which state of it. */
  repository: string;
  version: string;
  /** The module that trains. */
  module: string;
  /** Recorded names and defaults of its composed configuration, a file of src/scale-out/verl/. */
  composed: string;
}

/** The paper's fork of verl 0.7, and verl itself, which has no entropy mask but other rules. */
export const VERL_TARGETS = {
  fork: {
    repository: "https://github.com/Shenzhi-Wang/Beyond-the-80-20-Rule-RLVR",
    version: "6f5dda6f70dbee207bea28705e5f96ce12eb98df",
    module: "recipe.dapo.main_dapo",
    composed: "composed-fork.json",
  },
  mainline: {
    repository: "https://github.com/verl-project/verl",
    version: "0.9.1",
    module: "verl.trainer.main_ppo",
    composed: "composed-0.9.1.json",
  },
} as const satisfies Record<string, VerlTarget>;

export type VerlTargetName = keyof typeof VERL_TARGETS;
