import { z } from "zod";
import { projectPath, readJson } from "../files/index.js";

/** Licences that what is installed may have: none of them asks anything of the project's own code. */
export const ACCEPTED = [
  ...[
    "MIT",
    "MIT-0",
    "ISC",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "Apache-2.0",
    "MPL-2.0",
    "OFL-1.1",
    "CC0-1.0",
  ],
  // the DejaVu fonts: Bitstream Vera's licence, which allows all but to sell the fonts by themselves
  "SEE LICENSE IN README.md",
  "LICENSE",
];

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      license: z.string().optional(),
      link: z.boolean().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});

export interface Package {
  name: string;
  license: string;
  optional: boolean;
}

/** What `npm ci --omit=dev` installs, optional packages included; not what belongs to the project itself. */
export function installedPackages(lockFile = projectPath("package-lock.json")): Package[] {
  return Object.entries(readJson(lockFile, lockSchema).packages)
    .filter(([place, { link, dev }]) => place.startsWith("node_modules/") && !link && !dev)
    .map(([place, { version, license = "none stated", optional = false }]) => ({
      name: `${place.split("node_modules/").at(-1)} ${version}`,
      license,
      optional,
    }));
}

/** Whether each part of a licence is accepted: "MIT AND MPL-2.0" has two. */
export function isAccepted(license: string): boolean {
  return license.split(/ AND |[()]/).every((part) => part.trim() === "" || ACCEPTED.includes(part.trim()));
}
