import path from "node:path";

/**
 * The name that belongs beside a file or folder: its own, with an ending. A slash after a folder's name, as a shell
 * completes it, is no part of the name.
 * @example beside("models/mine/", ".run") // "models/mine.run"
 */
export function beside(place: string, ending: string): string {
  const { dir, base } = path.parse(place);
  return path.join(dir, base + ending);
}
