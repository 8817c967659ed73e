import { readSync } from "node:fs";

/**
 * Fills `target` from a place in an open file. Throws, naming the file, where it ends too early.
 * @example readFully(header, { descriptor, position: 8, file: "model.safetensors" })
 */
export function readFully(
  target: Uint8Array,
  { descriptor, position, file }: { descriptor: number; position: number; file: string },
): void {
  for (let done = 0; done < target.length; ) {
    const read = readSync(descriptor, target, done, target.length - done, position + done);
    if (read === 0)
      throw new Error(`${file} ended at byte ${position + done}; wanted ${position + target.length}`);
    done += read;
  }
}
