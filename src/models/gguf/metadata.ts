import type { z } from "zod";
import { checked } from "../../files/index.js";

/** The keys of a GGUF file's metadata, each read with the form it must have. */
export class Metadata {
  readonly #read = new Set<string>();

  constructor(
    private readonly file: string,
    private readonly values: ReadonlyMap<string, unknown>,
  ) {}

  /** The value of a key; undefined where the file has none. Throws, naming the key, when it has another form. */
  optional<T extends z.ZodType>(key: string, schema: T): z.infer<T> | undefined {
    this.#read.add(key);
    if (!this.values.has(key)) return undefined;
    return checked(this.values.get(key), schema, `${this.file}: ${key}`);
  }

  /** The same for a key that must be there. */
  required<T extends z.ZodType>(key: string, schema: T): z.infer<T> {
    const value = this.optional(key, schema);
    if (value === undefined) throw new Error(`${this.file} has no ${key}`);
    return value;
  }

  /** Throws, naming it, when a key with this prefix was never asked for: it might change the computation. */
  refuseUnread(prefix: string): void {
    const unread = [...this.values.keys()].filter((key) => key.startsWith(prefix) && !this.#read.has(key));
    if (unread.length > 0)
      throw new Error(
        `${this.file} has settings that are not supported: ` +
          unread.map((key) => `${key} = ${JSON.stringify(this.values.get(key))?.slice(0, 60)}`).join(", "),
      );
  }
}
