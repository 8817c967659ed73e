// A model in a process of its own, so that its memory can be told: it answers each "round" with what a token costs.
import { type CacheType, keyValueBytes, selectBackend } from "../kernels/index.js";
import { MODEL_ROWS, modelCosts, openForBenchmark, WRITTEN_TOKENS } from "./model-rounds.js";
import { processorSeconds } from "./rounds.js";

async function main(folder: string, cacheType: CacheType): Promise<void> {
  await selectBackend();
  const started = processorSeconds();
  const model = openForBenchmark(folder, 1, {
    keysAndValues: cacheType === "F16" ? "float16" : "float32",
  });
  const load = processorSeconds() - started;
  process.on("message", (message) => {
    if (message === "round") {
      process.send!(modelCosts(model));
      return;
    }
    // The pages of keys and values that no round has written to would be, by the longest responses.
    const touched = MODEL_ROWS * keyValueBytes(model.config, WRITTEN_TOKENS, cacheType);
    const untouched = model.bytes.keysAndValues - touched;
    process.send!({ megabytes: process.resourceUsage().maxRSS / 1000 + untouched / 1e6 }, () =>
      process.exit(),
    );
  });
  process.send!({ load });
}

void main(process.argv[2], process.argv[3] as CacheType);
