// A model in a process of its own, so that its memory can be told: it answers each "round" with what a token costs.
import { selectBackend } from "../kernels/index.js";
import { MODEL_ROWS, modelCosts, openForBenchmark } from "./model-rounds.js";
import { processorSeconds } from "./rounds.js";

const PAGE_TOKENS = 32;

async function main(folder: string): Promise<void> {
  await selectBackend();
  const started = processorSeconds();
  const model = openForBenchmark(folder, 1);
  const load = processorSeconds() - started;
  process.on("message", (message) => {
    if (message === "round") {
      process.send!(modelCosts(model));
      return;
    }
    // Of every row one page of keys and values has been written to; the others would be, by the longest responses.
    const untouched =
      model.bytes.keysAndValues * (1 - (MODEL_ROWS * PAGE_TOKENS) / (MODEL_ROWS * model.maxLength));
    process.send!({ megabytes: process.resourceUsage().maxRSS / 1000 + untouched / 1e6 }, () =>
      process.exit(),
    );
  });
  process.send!({ load });
}

void main(process.argv[2]);
