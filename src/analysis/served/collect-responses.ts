import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { appendLine, lockFolder, readLog, replaceFile } from "../../files/index.js";
import type { SamplingOptions, Server } from "../../models/index.js";
import { inParallel } from "./in-parallel.js";
import type { ServedLine } from "./served-prompt.js";
import { type ServedRecord, servedRecord, servedRecordSchema } from "./served-record.js";

/** What must be the same when a collection goes on. */
export type CollectionSettings = Readonly<Record<string, unknown>>;

export interface CollectOptions {
  /** `responses.jsonl`: the settings in the first line, then a record a line, in the order in which they came. */
  file: string;
  settings: CollectionSettings;
  samples: number;
  sampling: SamplingOptions;
  vocabSize?: number;
  /** Requests at a time; default 4. */
  concurrency?: number;
  /** Called with the report of a failed request, which is then left out; without it the first failure ends all. */
  onBad?: (report: string) => void;
  /** Told how many responses there are, and how many there will be. */
  show?: (complete: number, count: number) => void;
}

const lineSchema = z.union([z.object({ settings: z.record(z.string(), z.unknown()) }), servedRecordSchema]);

/**
 * Samples responses of a served model and writes each down when it comes. Stopped or failed half-way, it goes on where
 * it stood when it is called again with the same settings.
 *
 * @returns all records, by prompt, format and sample
 * @throws where the file was collected with other settings, and on the first request that fails for good
 * @example await collectResponses(server, lines, { file: "responses.jsonl", settings, samples: 4, sampling })
 */
export async function collectResponses(
  server: Server,
  lines: readonly ServedLine[][],
  { file, settings, samples, sampling, vocabSize, concurrency = 4, onBad, show }: CollectOptions,
): Promise<ServedRecord[]> {
  const release = lockFolder(path.dirname(file));
  try {
    const records = resumed(file, settings);
    const done = new Set(records.map(nameOf));
    const requests = lines.flatMap((formats, prompt) =>
      formats.flatMap((line) => Array.from({ length: samples }, (_, sample) => ({ prompt, sample, line }))),
    );
    const missing = requests.filter(
      ({ line, ...place }) => !done.has(nameOf({ ...place, format: line.format })),
    );
    show?.(records.length, requests.length);
    await inParallel(missing, concurrency, async (request) => {
      const seed = sampling.seed === undefined ? undefined : sampling.seed + request.sample;
      try {
        const response = await server.sample(request.line.ask, { ...sampling, seed });
        const record = servedRecord(request, response, vocabSize);
        appendLine(file, record);
        records.push(record);
      } catch (error) {
        const report = `prompt ${request.prompt + 1}: ${(error as Error).message}`;
        if (!onBad)
          throw new Error(
            `${report} (${records.length} of ${requests.length} responses are kept; the same command goes on)`,
          );
        onBad(report);
      }
      show?.(records.length, requests.length);
    });
    return records.sort(
      (a, b) => a.prompt - b.prompt || (a.format ?? "").localeCompare(b.format ?? "") || a.sample - b.sample,
    );
  } finally {
    release();
  }
}

const nameOf = ({ prompt, sample, format }: Pick<ServedRecord, "prompt" | "sample" | "format">): string =>
  `${prompt} ${format ?? ""} ${sample}`;

/** The records of an earlier call, and a file that ends in a whole line. */
function resumed(file: string, settings: CollectionSettings): ServedRecord[] {
  const [first, ...rest] = readLog(file, lineSchema);
  if (!first) {
    replaceFile(file, `${JSON.stringify({ settings })}\n`);
    return [];
  }
  const earlier = "settings" in first ? first.settings : {};
  for (const name of new Set([...Object.keys(earlier), ...Object.keys(settings)]))
    if (JSON.stringify(earlier[name]) !== JSON.stringify(settings[name]))
      throw new Error(
        `${file} was collected with ${name} ${JSON.stringify(earlier[name])}, now it is ${JSON.stringify(settings[name])}; wanted the same, or another --out`,
      );
  const records = rest.filter((line) => "prompt" in line) as ServedRecord[];
  if (!readFileSync(file).subarray(-1).equals(Buffer.from("\n")))
    replaceFile(file, [first, ...records].map((line) => `${JSON.stringify(line)}\n`).join(""));
  return records;
}
