export { measureRunMemory } from "./memory.js";
export { type ModelCosts, NEW_TOKENS, READ_TOKENS } from "./model-rounds.js";
export {
  type OpenedModel,
  openHere,
  openInPyTorch,
  shareOfCeiling,
  twoThreadGains,
} from "./model-speed.js";
export { alternateSteps, findTorchPython, type Peer, startPeer } from "./peer.js";
export { WARM_UP_SECONDS, warmRounds } from "./rounds.js";
export { measureSavings, type Saving } from "./savings.js";
export { benchmarkOptimizer, benchmarkPrompts, measureStep, type StepCost } from "./step.js";
export { openTraining, openTrainingInPyTorch, type TrainedModel, type TrainingCost } from "./train-speed.js";
export { measureTwoRuns, type TwoRuns, twoLoopGains } from "./two-runs.js";
