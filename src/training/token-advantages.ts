import {
  generalizedAdvantage,
  groupAdvantage,
  leaveOneOutAdvantage,
  tdResidual,
} from "../policy-gradient/index.js";
import type { RlvrConfig } from "./config.js";
import type { ResponseValues } from "./critic.js";

/** What the advantages of a rollout batch are made of, each list [responses]. */
export interface RewardedResponses {
  /** The reward of the whole response; it comes with the last token. */
  rewards: Float64Array;
  /** The prompt that each response answers. */
  groups: Int32Array;
  /** Tokens in each response. */
  lengths: Int32Array;
  /** What a critic that has not been fitted to these responses thinks of them. */
  values?: readonly ResponseValues[];
}

type Form = RlvrConfig["advantage"];
type CriticForm = "q" | "q-minus-v" | "td" | "gae";

/** Whether a form of the advantage asks a critic for V or Q. */
export function needsCritic(form: Form): form is CriticForm {
  return form === "q" || form === "q-minus-v" || form === "td" || form === "gae";
}

/**
 * Psi_t of every response token, for each response an array [its tokens]: one value for all tokens where the form is
 * made from rewards alone, one a token where it asks the critic.
 * @throws Error if the form asks a critic and there are no values
 */
export function tokenAdvantages(
  { rewards, groups, lengths, values }: RewardedResponses,
  { advantage: form, lambda }: Pick<RlvrConfig, "advantage" | "lambda">,
): Float64Array[] {
  if (!needsCritic(form)) {
    const advantages = responseAdvantages(rewards, groups, form);
    return Array.from(lengths, (length, row) => new Float64Array(length).fill(advantages[row]));
  }
  if (values === undefined)
    throw new Error(`advantage "${form}" wants the values of a critic, received none`);
  return values.map((response, row) => criticAdvantages(response, rewards[row], form, lambda));
}

function responseAdvantages(
  rewards: Float64Array,
  groups: Int32Array,
  form: Exclude<Form, CriticForm>,
): Float64Array {
  switch (form) {
    case "group":
      return groupAdvantage(rewards, groups, { standardize: true });
    case "baselined":
      return groupAdvantage(rewards, groups, { standardize: false });
    case "leave-one-out":
      return leaveOneOutAdvantage(rewards, groups);
    case "total":
      return rewards;
  }
}

/** Forms 4, 5, 6 and their bridge for one response; the reward stands at its last token and V after it is 0. */
function criticAdvantages(
  { v, q }: ResponseValues,
  reward: number,
  form: CriticForm,
  lambda: number,
): Float64Array {
  const rewards = new Float64Array(v.length);
  rewards[v.length - 1] = reward;
  const values = [...v, 0];
  switch (form) {
    case "q":
      return Float64Array.from(q);
    case "q-minus-v":
      return Float64Array.from(q, (value, t) => value - v[t]);
    case "td":
      return tdResidual(rewards, values);
    case "gae":
      return generalizedAdvantage(rewards, values, { lambda });
  }
}
