import { once } from "node:events";
import { createWriteStream, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";

/**
 * Writes lines to a file as they come, waiting where the disk is slower. The file appears under its name only
 * when all is written; when `produce` fails nothing is left behind.
 */
export async function writeLines(
  file: string,
  produce: (write: (line: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  const stream = createWriteStream(part);
  const done = finished(stream);
  try {
    await Promise.race([
      done,
      produce(async (line) => {
        if (!stream.write(`${line}\n`)) await Promise.race([once(stream, "drain"), done]);
      }),
    ]);
    stream.end();
    await done;
    renameSync(part, file);
  } catch (error) {
    stream.destroy();
    await done.catch(() => undefined);
    rmSync(part, { force: true });
    throw error;
  }
}
