// Starts the tslab kernel for Jupyter with two repairs (tslab 1.0.22): no output is lost, and a failing cell says why.
import { startKernel } from "tslab/dist/main";
import { repairCellOutput } from "./cell-output.js";
import { queueSends } from "./queued-sockets.js";

const configPath = process.argv[process.argv.indexOf("--config-path") + 1];
queueSends();
repairCellOutput();
startKernel({ configPath, enableFindLocal: false, jsKernel: false, globalVersion: "" });
