import { createHash } from "node:crypto";
import { createReadStream, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Hub, type HubFile, hubSettings } from "./hub-files.js";

/** Attempts that may follow each other without a new byte. */
const ATTEMPTS = 5;

/** Bytes that are asked for at a time, and how long they may take. */
const PIECE = 8 * 2 ** 20;
const PATIENCE_MS = 300_000;

export interface DownloadOptions {
  hub?: Hub;
  /** The pause before the second attempt, in milliseconds; each further one is twice as long. */
  firstPause?: number;
  /** Called with the bytes of this file that are there. */
  onBytes?: (bytes: number) => void;
}

/**
 * Downloads one file of a model into a folder, under its name, and checks its sum. What an earlier attempt left is gone
 * on with. A broken connection is taken up again, five times without a new byte at most. Throws when the server refuses,
 * and when the content is not what the hub says it is; then nothing of it stays.
 */
export async function downloadModelFile(
  model: string,
  commit: string,
  file: HubFile,
  folder: string,
  { hub = {}, firstPause = 1000, onBytes }: DownloadOptions = {},
): Promise<void> {
  const target = path.join(folder, file.path);
  if (existsSync(target) && (await sumOf(target, file)) === file.checksum.hex) return;
  const part = `${target}.${file.checksum.hex.slice(0, 12)}.part`;
  const size = (): number => statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  for (let attempt = 1; size() < file.size || !existsSync(part); attempt++) {
    const before = size();
    try {
      await appendRest(model, commit, file, part, { hub, onBytes });
    } catch (error) {
      if (size() > before) attempt = 1;
      if (isFinal(error) || attempt >= ATTEMPTS) throw error;
      await pause(firstPause * 2 ** (attempt - 1));
    }
  }
  const sum = await sumOf(part, file);
  if (size() !== file.size || sum !== file.checksum.hex) {
    const found = `${size()} bytes with ${file.checksum.kind} ${sum}`;
    rmSync(part);
    throw new Error(
      `${file.path} of ${model} is damaged: wanted ${file.size} bytes with ${file.checksum.kind} ${file.checksum.hex}, received ${found}`,
    );
  }
  renameSync(part, target);
}

/** A refusal that would come again. */
class Refused extends Error {}

function isFinal(error: unknown): boolean {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const refused = statusCode !== undefined && statusCode < 500 && statusCode !== 429;
  return error instanceof Refused || code === "ENOSPC" || refused;
}

/** Appends to `part`, piece by piece, what it lacks of the file. */
async function appendRest(
  model: string,
  commit: string,
  file: HubFile,
  part: string,
  { hub = {}, onBytes }: Pick<DownloadOptions, "hub" | "onBytes">,
): Promise<void> {
  const { downloadFile } = await import("@huggingface/hub");
  const { hubUrl, accessToken } = hubSettings(hub);
  const url = `${hubUrl}/${model}/resolve/${commit}/${encodeURI(file.path)}`;
  const blob = await downloadFile({
    ...{ repo: model, path: file.path, revision: commit, accessToken },
    downloadInfo: { size: file.size, etag: file.checksum.hex, url },
    fetch: (piece, init) => fetch(piece, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }),
  });
  const output = await open(part, "a");
  try {
    let { size } = await output.stat();
    while (size < file.size) {
      const end = Math.min(size + PIECE, file.size);
      const bytes = new Uint8Array(await blob!.slice(size, end).arrayBuffer());
      if (bytes.length !== end - size)
        throw new Refused(`${url}: asked for bytes ${size} to ${end - 1}, received ${bytes.length} bytes`);
      await output.appendFile(bytes);
      size = end;
      onBytes?.(size);
    }
    await output.sync();
  } finally {
    await output.close();
  }
}

async function sumOf(file: string, { size, checksum }: HubFile): Promise<string> {
  const hash = createHash(checksum.kind === "sha256" ? "sha256" : "sha1");
  if (checksum.kind === "git-sha1") hash.update(`blob ${size}\0`);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
