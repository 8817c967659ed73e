import { command, run } from "./command.js";
import { installedPackages, isAccepted, type Package } from "./installed-packages.js";

const program = command("licenses", "List the licences of all packages that the project installs.")
  .option("--json", "print them as JSON")
  .action(({ json }: { json?: boolean }) => {
    const packages = installedPackages();
    if (json) console.log(JSON.stringify(packages, null, 2));
    else print(packages);
    const others = packages.filter(({ license }) => !isAccepted(license));
    if (others.length > 0)
      throw new Error(
        `not looked at: ${others.map(({ name, license }) => `${name} (${license})`).join(", ")}`,
      );
  });

function print(packages: readonly Package[]): void {
  const byLicense = new Map<string, string[]>();
  for (const { name, license, optional } of packages)
    byLicense.set(license, [...(byLicense.get(license) ?? []), optional ? `${name} (optional)` : name]);
  const sorted = [...byLicense].sort(([, a], [, b]) => b.length - a.length);
  for (const [license, names] of sorted) console.log(`${license}: ${names.length}\n  ${names.join("\n  ")}`);
}

void run(program);
