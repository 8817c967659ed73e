import {
  generalizedAdvantage,
  groupAdvantage,
  leaveOneOutAdvantage,
  perToken,
  tdResidual,
} from "../policy-gradient/index.js";
import type { ResponseTokens } from "../tokens/index.js";
import type { RlvrConfig } from "./config.js";
import type { ResponseValues } from "./critic.js";

/** What the advantages of a rollout batch are made of. */
export interface RewardedResponses extends Pick<ResponseTokens, "starts" | "responses" | "prompts"> {
  /** [responses] the reward of the whole response; it comes with the last token */
  rewards: Float64Array;
  /** [responses] what a critic that has not been fitted to these responses predicts for them */
  values?: readonly ResponseValues[];
}

type Form = RlvrConfig["advantage"];
type CriticForm = "q" | "q-minus-v" | "td" | "gae";

/** Whether a form of the advantage asks a critic for V or Q. */
export function needsCritic(form: Form): form is CriticForm {
  return form === "q" || form === "q-minus-v" || form === "td" || form === "gae";
}

/**
 * Psi_t of every response token, a column [tokens]: one value for all tokens of a response where the form is made from
 * rewards alone, one a token where it asks the critic.
 * @throws Error if the form asks a critic and there are no values
 */
export function tokenAdvantages(
  { rewards, starts, responses, prompts, values }: RewardedResponses,
  { advantage: form, lambda }: Pick<RlvrConfig, "advantage" | "lambda">,
): Float64Array {
  if (!needsCritic(form)) return perToken(responseAdvantages(rewards, prompts, form), responses);
  if (values === undefined)
    throw new Error(`advantage "${form}" wants the values of a critic, received none`);
  const advantages = new Float64Array(responses.length);
  for (const [r, response] of values.entries())
    advantages.set(criticAdvantages(response, rewards[r], form, lambda), starts[r]);
  return advantages;
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
