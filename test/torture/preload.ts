// Loaded before anything else in a process that is to be killed: node --require preload.js, with the plan in TORTURE_PLAN.
import { type FaultPlan, installFaults } from "./faults.js";

const { only, ...plan } = JSON.parse(process.env.TORTURE_PLAN ?? "{}") as FaultPlan & { only?: string };
if (plan.root && (only === undefined || process.argv[1]?.endsWith(only))) installFaults(plan);
