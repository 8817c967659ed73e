import { grouped } from "../statistics/index.js";
import { command, printResult, run } from "./command.js";
import { type InstalledPackage, installedPackages, isAccepted } from "./installed-packages.js";

const program = command("licenses", "List the licenses of all packages that the project installs.")
  .option("--json", "print them as JSON")
  .action(({ json }: { json?: boolean }) => {
    const packages = installedPackages();
    printResult(packages, byLicense(packages), json);
    const others = packages.filter(({ license }) => !isAccepted(license));
    if (others.length > 0)
      throw new Error(
        `licenses that nobody has looked at: ${others.map(({ name, license }) => `${name} (${license})`).join(", ")}`,
      );
  });

/** The packages of each license, the most frequent license first. */
function byLicense(packages: readonly InstalledPackage[]): string {
  const found = grouped(packages, ({ license }) => license);
  const sorted = [...found].sort(([, a], [, b]) => b.length - a.length);
  const line = ({ name, version, optional }: InstalledPackage): string =>
    `  ${name} ${version}${optional ? " (optional)" : ""}`;
  return sorted
    .map(([license, own]) => [`${license}: ${own.length}`, ...own.map(line)].join("\n"))
    .join("\n");
}

void run(program);
