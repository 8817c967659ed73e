import { readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { beside, lockFolder, moveIntoPlace, replaceFile } from "../../files/index.js";
import { type DownloadOptions, downloadModelFile } from "./download.js";
import type { ModelSource } from "./fetched.js";
import { listModelFiles } from "./hub-files.js";

export interface FetchProgress {
  /** The file that is being downloaded. */
  file: string;
  /** Bytes of all files that are there, and that there will be. */
  bytes: number;
  total: number;
}

export interface FetchOptions extends Omit<DownloadOptions, "onBytes"> {
  /** A branch, tag or commit; default "main". */
  revision?: string;
  /** One file of the model, such as a .gguf, instead of the folder. */
  file?: string;
  onProgress?: (progress: FetchProgress) => void;
}

/**
 * Fetches a model from the Hugging Face hub. The folder appears when all of it is there and every file has its checksum;
 * until then it grows under the name `<folder>.part`, where a second attempt goes on.
 *
 * @param name "owner/name"
 * @throws when the hub is out of reach or refuses, when the disk has too little room, and on damaged content
 */
export async function fetchFromHub(
  name: string,
  folder: string,
  { revision, file, onProgress, ...options }: FetchOptions = {},
): Promise<void> {
  const { commit, files } = await listModelFiles(name, { revision, only: file, hub: options.hub });
  const part = beside(folder, ".part");
  const release = lockFolder(part);
  try {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    checkRoom(part, total);
    let before = 0;
    for (const one of files) {
      const show = (bytes: number): void => onProgress?.({ file: one.path, bytes: before + bytes, total });
      show(0);
      await downloadModelFile(name, commit, one, part, { ...options, onBytes: show });
      before += one.size;
    }
    const source: ModelSource = { from: name, revision: commit };
    replaceFile(path.join(part, "source.json"), `${JSON.stringify(source, null, 2)}\n`);
  } finally {
    release();
  }
  const wanted = new Set(["source.json", ...files.map(({ path }) => path)]);
  for (const entry of readdirSync(part)) if (!wanted.has(entry)) rmSync(path.join(part, entry));
  moveIntoPlace(part, folder);
}

function checkRoom(part: string, total: number): void {
  const present = readdirSync(part).reduce((sum, entry) => sum + statSync(path.join(part, entry)).size, 0);
  const { bavail, bsize } = statfsSync(part);
  const [needed, room] = [total - present, bavail * bsize].map((bytes) => Math.ceil(bytes / 1e6));
  if (room < needed) throw new Error(`${part} needs ${needed} MB more, the disk has ${room} MB left`);
}
