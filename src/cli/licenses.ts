import { command, run } from "./command.js";
import { type InstalledPackage, installedPackages, isAccepted } from "./installed-packages.js";

const program = command("licenses", "List the licenses of all packages that the project installs.")
  .option("--json", "print them as JSON")
  .action(({ json }: { json?: boolean }) => {
    const packages = installedPackages();
    if (json) console.log(JSON.stringify(packages, null, 2));
    else print(packages);
    const others = packages.filter(({ license }) => !isAccepted(license));
    if (others.length > 0)
      throw new Error(
        `licenses that nobody has looked at: ${others.map(({ name, license }) => `${name} (${license})`).join(", ")}`,
      );
  });

/** The packages of each license, the most frequent license first. */
function print(packages: readonly InstalledPackage[]): void {
  const byLicense = new Map<string, string[]>();
  for (const { name, version, license, optional } of packages)
    byLicense.set(license, [
      ...(byLicense.get(license) ?? []),
      `${name} ${version}${optional ? " (optional)" : ""}`,
    ]);
  const sorted = [...byLicense].sort(([, a], [, b]) => b.length - a.length);
  for (const [license, names] of sorted) console.log(`${license}: ${names.length}\n  ${names.join("\n  ")}`);
}

void run(program);
