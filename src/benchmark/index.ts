export { measureRunMemory } from "./memory.js";
export { alternateSteps, findTorchPython, type Peer, startPeer } from "./peer.js";
export { warmRounds } from "./rounds.js";
export { measureSavings, type Saving } from "./savings.js";
export { benchmarkOptimizer, benchmarkPrompts, measureStep, type StepCost } from "./step.js";
export { measureTwoRuns, type TwoRuns } from "./two-runs.js";
