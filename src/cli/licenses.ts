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
  const found = new Map<string, string[]>();
  for (const { name, version, license, optional } of packages)
    found.set(license, [...(found.get(license) ?? []), `${name} ${version}${optional ? " (optional)" : ""}`]);
  const sorted = [...found].sort(([, a], [, b]) => b.length - a.length);
  return sorted.map(([license, names]) => `${license}: ${names.length}\n  ${names.join("\n  ")}`).join("\n");
}

void run(program);
