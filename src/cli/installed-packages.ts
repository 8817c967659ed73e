import { z } from "zod";
import { projectPath, readJson } from "../files/index.js";

/** Licenses, by their SPDX names, that a package may have: none of them asks anything of the project's own code. */
const ACCEPTED = [
  ...["MIT", "MIT-0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "CC0-1.0", "PSF-2.0"],
  // asks for the source of its own files, which are unchanged
  "MPL-2.0",
  // fonts, which may not be sold by themselves
  "OFL-1.1",
  "Bitstream-Vera",
];

/** Packages that state their license in a file only, read by hand. */
const READ_BY_HAND: Readonly<Record<string, string>> = {
  jstat: "MIT",
  "dejavu-fonts-ttf": "Bitstream-Vera",
};

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

export interface InstalledPackage {
  name: string;
  version: string;
  /** An SPDX expression, or "none stated". */
  license: string;
  optional: boolean;
}

/** What `npm ci --omit=dev` installs, optional packages included; not what belongs to the project itself. */
export function installedPackages(lockFile: string = projectPath("package-lock.json")): InstalledPackage[] {
  return Object.entries(readJson(lockFile, lockSchema).packages)
    .filter(([place, { link, dev }]) => place.startsWith("node_modules/") && !link && !dev)
    .map(([place, { version = "", license = "none stated", optional = false }]) => {
      const name = place.split("node_modules/").at(-1)!;
      return { name, version, license: READ_BY_HAND[name] ?? license, optional };
    });
}

/** Whether each part of a license is accepted: "MIT AND MPL-2.0" has two. */
export function isAccepted(license: string): boolean {
  const parts = license.split(/ AND |[()]/).map((part) => part.trim());
  return parts.every((part) => part === "" || ACCEPTED.includes(part));
}
