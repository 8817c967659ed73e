// A process of its own: a short run by the default recipe from the model folder that is its argument. It sends the most
// memory that it ever held, in MB.
import { selectBackend } from "../kernels/index.js";
import { trainRlvr } from "../training/index.js";

const STEPS = 30;

async function train(base: string): Promise<void> {
  await selectBackend({ force: "wasm" });
  await trainRlvr({ base, steps: STEPS });
  process.send!(process.resourceUsage().maxRSS / 1024);
}

void train(process.argv[2]);
