// Loaded before anything else in a process that is to be killed: node --require preload.js, with the plan in TORTURE_PLAN.
import { type FaultPlan, installFaults } from "./faults.js";

const plan: Partial<FaultPlan> = JSON.parse(process.env.TORTURE_PLAN ?? "{}");
if (plan.root) installFaults(plan as FaultPlan);
