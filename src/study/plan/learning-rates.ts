import type { RlvrConfig } from "../../training/index.js";

/** Learning rates that the experiment "rate" tries for every arm of the study. */
export const SWEPT_RATES: readonly number[] = [1e-4, 2e-4, 4e-4, 8e-4];

/** An arm and its best learning rate; `rho` where the arm has been swept at several shares. */
interface BestRate {
  arm: RlvrConfig["arm"];
  rho?: number;
  rate: number;
}

/** The best rates of the recorded sweep (`bestRate`) at the base model of each size. */
const BEST_RATES: Readonly<Record<string, readonly BestRate[]>> = {
  M: [
    { arm: "all", rate: 4e-4 },
    { arm: "top", rho: 0.05, rate: 1e-4 },
    { arm: "top", rho: 0.1, rate: 4e-4 },
    { arm: "top", rho: 0.2, rate: 4e-4 },
    { arm: "top", rho: 0.5, rate: 2e-4 },
    { arm: "bottom", rho: 0.2, rate: 1e-4 },
    { arm: "random", rho: 0.2, rate: 1e-4 },
    { arm: "oracle", rate: 1e-4 },
    { arm: "oracle-errors", rate: 2e-4 },
    { arm: "decorative", rate: 1e-4 },
    { arm: "soft", rate: 2e-4 },
  ],
  S: [
    { arm: "all", rate: 2e-4 },
    { arm: "top", rho: 0.2, rate: 4e-4 },
  ],
  L: [
    { arm: "all", rate: 4e-4 },
    { arm: "top", rho: 0.2, rate: 4e-4 },
  ],
  XL: [
    { arm: "all", rate: 1e-4 },
    { arm: "top", rho: 0.2, rate: 2e-4 },
  ],
};

/**
 * The learning rate of an arm in every experiment that sets none: the best by validation accuracy of the sweep at the
 * base model of this size, with a seed that no other experiment uses.
 * @param base name of the base model, its size first: "M", "M-llama"
 * @throws Error naming what was swept if this arm or size was not
 * @example studyRate({ arm: "top", rho: 0.2 }, "M-llama") // 4e-4
 */
export function studyRate({ arm, rho }: Pick<RlvrConfig, "arm" | "rho">, base: string): number {
  const [size] = base.split("-");
  const swept = BEST_RATES[size];
  if (!swept)
    throw new Error(
      `no rate was swept for the base model "${base}"; swept: ${Object.keys(BEST_RATES).join(", ")}`,
    );
  const found = swept.find((best) => best.arm === arm && (best.rho === undefined || best.rho === rho));
  if (found) return found.rate;
  const text = (one: { arm: string; rho?: number }): string =>
    one.rho === undefined ? `"${one.arm}"` : `"${one.arm}" at rho ${one.rho}`;
  throw new Error(
    `no rate was swept for ${text({ arm, rho })} at ${size}; swept: ${swept.map(text).join(", ")}`,
  );
}
