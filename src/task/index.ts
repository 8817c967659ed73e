export { type Reward, type ShapedRewardOptions, shapedReward } from "./reward.js";
export {
  type ChatMessage,
  drawProblem,
  type Parameter,
  requireAnswers,
  SPLITS,
  type Split,
  type Task,
  type TaskPrompt,
  type TaskResponse,
  type Verdict,
} from "./task.js";
export { camelCase, extraMeans, outcomeRates } from "./verdict-rates.js";
