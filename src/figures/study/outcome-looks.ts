import type { intervalSide } from "../../statistics/index.js";
import { OKABE_ITO } from "../theme.js";

/** On which side of a difference of 0 an interval lies, as `intervalSide` says it. */
export type Outcome = ReturnType<typeof intervalSide>;

/** How each outcome is drawn: told apart by its sign as well as by its color. */
export const OUTCOME_LOOKS: Record<Outcome, { name: string; color: string; symbol: string }> = {
  above: { name: "above 0", color: OKABE_ITO.green, symbol: "triangle-right" },
  within: { name: "within the margin", color: OKABE_ITO.blue, symbol: "square" },
  below: { name: "below 0", color: OKABE_ITO.vermillion, symbol: "triangle-left" },
  undecided: { name: "undecided", color: "#767676", symbol: "circle" },
};
