import { readFileSync } from "node:fs";
import { projectPath } from "../../files/index.js";

/** The text of a file of src/scale-out/, which launch folders are copied and filled from. */
export function template(file: string): string {
  return readFileSync(projectPath("src/scale-out", file), "utf8");
}

/** Fills each {{name}} of a template. Throws on a name that has no value, and on a value that has no place. */
export function fillTemplate(file: string, values: Readonly<Record<string, string>>): string {
  const unplaced = new Set(Object.keys(values));
  const text = template(file).replace(/\{\{([a-zA-Z]+)\}\}/g, (_, name: string) => {
    if (!(name in values))
      throw new Error(`src/scale-out/${file} wants a value for {{${name}}}; there is none`);
    unplaced.delete(name);
    return values[name];
  });
  if (unplaced.size > 0)
    throw new Error(`src/scale-out/${file} has no place for ${[...unplaced].join(", ")}`);
  return text;
}
