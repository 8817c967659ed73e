export { entropyChangeFromCovariance, stateEntropies, weightedCovariance } from "./entropy-change.js";
export {
  exactMoments,
  gradientEstimate,
  type Moments,
  optimalBaseline,
  type Psi,
  sampleMoments,
  squaredNorm,
} from "./estimator.js";
export { type KeptTokens, maskedGradient } from "./masked-gradient.js";
export { checkedMdp, crossroads, crossroadsLogits, type Mdp, type Transition } from "./mdp.js";
export {
  exactGradient,
  expectedReturn,
  finiteDifferences,
  gradientFromValues,
  trajectoryLogGradient,
  trajectoryReturn,
} from "./objective.js";
export { actionLogProbs, actionProbabilities, logProbGradient } from "./softmax-policy.js";
export {
  enumerateTrajectories,
  sampleTrajectories,
  type Trajectory,
  trajectoryProbability,
} from "./trajectories.js";
export { type ExactValues, exactValues } from "./values.js";
