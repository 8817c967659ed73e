import { armLabel } from "../../token-rules/index.js";
import type { LaunchRecord } from "./launch-record.js";
import type { LaunchSettings } from "./settings.js";

/** launch.json's settings as a Markdown table: ours, its value, what it became. */
export function settingsTable({ settings }: Pick<LaunchRecord, "settings">): string {
  const rows = settings.map(({ setting, value, options = {}, by, note }) => {
    const parts = [
      ...Object.entries(options).map(([name, option]) => `\`${name}\` = ${JSON.stringify(option)}`),
      ...(by ? [by] : []),
    ];
    const became = [parts.join(", "), note].filter(Boolean).join("; ");
    return `| ${setting} | ${JSON.stringify(value)} | ${became.replaceAll("|", "\\|")} |`;
  });
  return ["| setting | value | became |", "|---|---|---|", ...rows].join("\n");
}

/** The deviations as a Markdown list. */
export function deviationsList({ deviations }: Pick<LaunchRecord, "deviations">): string {
  return deviations.map((deviation) => `- ${deviation}`).join("\n");
}

/** What a launch trains, in a line. */
export function launchTitle({ config, task }: LaunchSettings): string {
  const model = config.base.replace(/\/+$/, "").split("/").slice(-1)[0];
  return `${model} on ${task === "countdown" ? "Countdown" : "word problems"}, gradient on ${armLabel(config)}`;
}
