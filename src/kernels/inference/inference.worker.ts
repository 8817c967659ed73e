// A thread of the inference engine.
import { workerData } from "node:worker_threads";
import { serveJobs, type ThreadData } from "./engine.js";

serveJobs(workerData as ThreadData);
