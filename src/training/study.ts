import { type Arm, type RlvrConfig, rlvrConfig } from "./config.js";

export type StudyPreset = "quick" | "default" | "full";

export const STUDY_PRESETS: readonly StudyPreset[] = ["quick", "default", "full"];

/** One run of the study. Its name is its folder below the study's. */
export interface StudyCell {
  name: string;
  config: RlvrConfig;
}

/** What a family of cells has in common. */
interface Family {
  /** First part of the names. */
  question: string;
  bases: readonly string[];
  arms: readonly (readonly [Arm, Partial<RlvrConfig>?])[];
  seeds: number;
  shared: Partial<RlvrConfig>;
}

const MAIN: Family["arms"] = [["all"], ["top"], ["bottom"], ["random"], ["oracle"]];

/** One run a form of the return: the advantages without a critic, forms 4 to 6, and GAE between form 6 and form 3. */
const RETURN_FORMS: Family["arms"] = (
  [
    { advantage: "total" },
    { advantage: "leave-one-out" },
    { advantage: "group" },
    { advantage: "q" },
    { advantage: "q-minus-v" },
    { advantage: "td" },
    { advantage: "gae", lambda: 0.95 },
    { advantage: "gae", lambda: 1 },
  ] as const
).map((form) => ["all", form]);

const FAMILIES: Record<StudyPreset, readonly Family[]> = {
  quick: [
    {
      question: "quick",
      bases: ["M"],
      arms: MAIN.slice(0, 3),
      seeds: 1,
      shared: { steps: 30, learningRate: 4e-4 },
    },
  ],
  default: [{ question: "main", bases: ["M"], arms: MAIN, seeds: 3, shared: { steps: 120 } }],
  full: [
    { question: "main", bases: ["M"], arms: MAIN, seeds: 5, shared: { steps: 120 } },
    {
      question: "rate",
      bases: ["M"],
      arms: MAIN.flatMap(([arm]) => [1e-4, 4e-4].map((learningRate) => [arm, { learningRate }] as const)),
      seeds: 1,
      shared: { steps: 120 },
    },
    {
      question: "rho",
      bases: ["M"],
      arms: [
        ["top", { rho: 0.05 }],
        ["top", { rho: 0.1 }],
        ["top", { rho: 0.5 }],
      ],
      seeds: 3,
      shared: { steps: 120 },
    },
    {
      question: "controls",
      bases: ["M"],
      arms: [["oracle-errors"], ["decorative"], ["soft"]],
      seeds: 3,
      shared: { steps: 120 },
    },
    { question: "size", bases: ["S", "L"], arms: [["all"], ["top"]], seeds: 3, shared: { steps: 120 } },
    { question: "base", bases: ["M-1"], arms: [["all"], ["top"]], seeds: 3, shared: { steps: 120 } },
    {
      question: "one-attempt",
      bases: ["M", "L"],
      arms: [["all"], ["top"]],
      seeds: 3,
      shared: { steps: 120, maxAttempts: 1 },
    },
    {
      question: "mask",
      bases: ["M"],
      arms: [
        ["top", { scope: "response" }],
        ["top", { normalizer: "all" }],
      ],
      seeds: 3,
      shared: { steps: 120 },
    },
    {
      question: "off-policy",
      bases: ["M"],
      arms: [["all"], ["top"]],
      seeds: 3,
      shared: { steps: 120, miniBatches: 16, learningRate: 1e-4 },
    },
    {
      question: "return-forms",
      bases: ["M"],
      arms: RETURN_FORMS,
      seeds: 5,
      shared: { steps: 60, miniBatches: 1 },
    },
  ],
};

/** The runs of a preset, in the order in which they should be done: seeds outermost, so that every arm has one early. */
export function studyCells(
  preset: StudyPreset,
  { models = "data/models" }: { models?: string } = {},
): StudyCell[] {
  return FAMILIES[preset].flatMap(({ question, bases, arms, seeds, shared }) =>
    Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
      bases.flatMap((base) =>
        arms.map(([arm, own = {}]) => ({
          name: `${question}/${[base, arm, ...Object.values(own), `seed${seed}`].join("-")}`,
          config: rlvrConfig({
            ...shared,
            ...own,
            arm,
            seed,
            base: `${models}/${base}`,
            evaluateEvery: 20,
            evaluationSamples: 2,
            checkpointEvery: 20,
          }),
        })),
      ),
    ),
  );
}
