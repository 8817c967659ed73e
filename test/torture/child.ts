// A process that does one workload, to be killed in the middle of it: node child.js NAME FOLDER.
import { selectBackend } from "../../src/kernels/index.js";
import { WORKLOADS } from "./workloads.js";

const [name, folder] = process.argv.slice(2);

async function main(): Promise<void> {
  await selectBackend();
  await WORKLOADS.find((workload) => workload.name === name)!.run(folder);
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
