import { z } from "zod";
import { readJson } from "../files/index.js";
import type { Policy } from "../models/index.js";
import { type SplitScores, splitDecoding } from "./split-decoding.js";

/** Scores over a list of temperatures, for one kind of token while the other stays at 1. */
export interface TemperatureGrid {
  /** Forks are the tokens of entropy above it (nats at T = 1), or those known by construction. */
  threshold: number | "real forks";
  temperatures: number[];
  /** The forks' temperature varies. */
  high: SplitScores[];
  /** That of all others does. */
  low: SplitScores[];
}

/**
 * Decodes problems at every temperature of a list, first at the forks, then elsewhere.
 * @param options samples: a problem; seed: the same for every setting; onSetting: called before each of the
 * 2 * temperatures - 1 settings (T = 1 belongs to both curves)
 * @example temperatureGrid(policy, problems, { threshold: 0.672, temperatures: [0.5, 1, 2] }).high[0].accuracy
 */
export function temperatureGrid(
  policy: Policy,
  problems: readonly unknown[],
  options: Pick<TemperatureGrid, "threshold" | "temperatures"> & {
    samples?: number;
    seed?: number;
    onSetting?: () => void;
  },
): TemperatureGrid {
  const { threshold, temperatures, samples = 1, seed = 0, onSetting } = options;
  const decode = (high: number, low: number): SplitScores => {
    onSetting?.();
    return splitDecoding(policy, problems, { high, low, threshold, samples, seed });
  };
  const plain = decode(1, 1);
  return {
    threshold,
    temperatures,
    high: temperatures.map((T) => (T === 1 ? plain : decode(T, 1))),
    low: temperatures.map((T) => (T === 1 ? plain : decode(1, T))),
  };
}

/** By model, split by entropy and split by the true forks. */
export type GridsOfModel = Record<"byEntropy" | "byTruth", TemperatureGrid>;

/** Recorded grids of the base model and of one trained from it, on the same problems. */
export interface RecordedGrids {
  /** The command that records them. */
  command: string;
  problems: number;
  /** Responses a problem at each setting. */
  samples: number;
  seed: number;
  base: GridsOfModel;
  trained: GridsOfModel;
}

/** Counts of right, or valid, responses of each problem, one digit each to the base 36. */
const counts = z.string().regex(/^[0-9a-z]+$/);
const settings = z.array(z.object({ right: counts, valid: counts }));
const grid = z
  .object({
    threshold: z.union([z.number(), z.literal("real forks")]),
    temperatures: z.array(z.number().nonnegative()),
    high: settings,
    low: settings,
  })
  .refine(
    ({ temperatures, high, low }) =>
      high.length === temperatures.length && low.length === temperatures.length,
    "wanted scores for each temperature",
  );
const model = z.object({ byEntropy: grid, byTruth: grid });
const schema = z.object({
  command: z.string(),
  problems: z.int().positive(),
  samples: z.int().min(1).max(35),
  seed: z.int(),
  base: model,
  trained: model,
});

/**
 * Recorded grids as the text of a file: a digit a problem, setting and score.
 * @example replaceFile(GRIDS_FILE, gridsText(grids))
 */
export function gridsText({ base, trained, ...rest }: RecordedGrids): string {
  const digits = (scores: Float64Array): string =>
    Array.from(scores, (score) => Math.round(score * rest.samples).toString(36)).join("");
  const packedSettings = (list: readonly SplitScores[]): z.output<typeof settings> =>
    list.map(({ accuracy, valid }) => ({ right: digits(accuracy), valid: digits(valid) }));
  const packed = (own: TemperatureGrid): z.output<typeof grid> => ({
    ...own,
    high: packedSettings(own.high),
    low: packedSettings(own.low),
  });
  const both = ({ byEntropy, byTruth }: GridsOfModel) => ({
    byEntropy: packed(byEntropy),
    byTruth: packed(byTruth),
  });
  return `${JSON.stringify({ ...rest, base: both(base), trained: both(trained) }, null, 1)}\n`;
}

/**
 * Reads what `npm run temperature-grid` has recorded.
 * @throws Error naming the file and what is wrong with it
 * @example readGrids("data/measurements/two-temperatures.json").trained.byEntropy.high[0].accuracy
 */
export function readGrids(file: string): RecordedGrids {
  const { base, trained, ...rest } = readJson(file, schema);
  const { problems, samples } = rest;
  const scores = (text: string): Float64Array => {
    if (text.length !== problems)
      throw new Error(`${file}: wanted a digit for each of ${problems} problems, received ${text.length}`);
    return Float64Array.from(text, (digit) => Number.parseInt(digit, 36) / samples);
  };
  const scoresOf = ({ right, valid }: z.output<typeof settings>[number]) => ({
    accuracy: scores(right),
    valid: scores(valid),
  });
  const unpacked = ({ high, low, ...own }: z.output<typeof grid>): TemperatureGrid => ({
    ...own,
    high: high.map((setting, i) => ({ high: own.temperatures[i], low: 1, ...scoresOf(setting) })),
    low: low.map((setting, i) => ({ high: 1, low: own.temperatures[i], ...scoresOf(setting) })),
  });
  const both = ({ byEntropy, byTruth }: z.output<typeof model>): GridsOfModel => ({
    byEntropy: unpacked(byEntropy),
    byTruth: unpacked(byTruth),
  });
  return { ...rest, base: both(base), trained: both(trained) };
}
