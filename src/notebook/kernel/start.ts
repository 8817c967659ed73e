// Starts the tslab kernel for Jupyter (tslab 1.0.22) with what it lacks: each import below says what.
import "./light-program.js";

import { startKernel } from "tslab/dist/main";
import { onlyNodeTypes } from "./automatic-types.js";
import { stayBusy } from "./busy-status.js";
import { repairCellOutput } from "./cell-output.js";
import { ignoreOtherFiles } from "./ignored-files.js";
import { queueSends } from "./queued-sockets.js";
import { stopWithCell } from "./stopped-cell.js";

const configPath = process.argv[process.argv.indexOf("--config-path") + 1];
queueSends();
stayBusy();
ignoreOtherFiles();
onlyNodeTypes();
repairCellOutput();
stopWithCell();
startKernel({ configPath, enableFindLocal: false, jsKernel: false, globalVersion: "" });
