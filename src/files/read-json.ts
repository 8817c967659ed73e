import { readFileSync } from "node:fs";
import { z } from "zod";

/** Reads a JSON file of a known form. Throws when it is missing, damaged or of another form, naming the file. */
export function readJson<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(
      `${file} is damaged: ${text.length} characters, ending in ${JSON.stringify(text.slice(-40))}, are no JSON`,
    );
  }
  const result = schema.safeParse(json);
  if (!result.success) throw new Error(`${file} cannot be used:\n${z.prettifyError(result.error)}`);
  return result.data;
}
