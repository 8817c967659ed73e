import { existsSync } from "node:fs";
import path from "node:path";

const PROJECT = path.resolve(__dirname, "../..");

/**
 * Data that are no part of the project and may be beside it: in the folder that `FORKING_TOKENS_SHARED` names, else in a
 * folder `shared` beside the checkout or one level up. A test that finds none is skipped with the reason.
 *
 * @example const { file, skip } = sharedData("data/problems.jsonl"); test("...", { skip }, () => read(file))
 */
export function sharedData(name: string): { file: string; skip: string | false } {
  const folders = [process.env.FORKING_TOKENS_SHARED, "../shared", "../../shared"];
  const files = folders.flatMap((folder) => (folder ? [path.resolve(PROJECT, folder, name)] : []));
  const file = files.find((file) => existsSync(file));
  return {
    file: file ?? files[0],
    skip: file ? false : `no ${name} beside the project (FORKING_TOKENS_SHARED)`,
  };
}
