import { visibleText } from "../../text/index.js";
import type { ExploredResponse, ExploredRun } from "../explored-run.js";
import { type ShownRun, weightAt } from "../shown-run.js";

/** A token's text as text: what cannot be seen is escaped, and the framework writes text nodes only. */
export function tokenText({ texts }: ExploredRun, id: number): string {
  return visibleText(texts[id] ?? `token ${id}`, { limit: 60 });
}

export function isFork(
  { roleNames, forkRoles }: ExploredRun,
  { roles }: ExploredResponse,
  t: number,
): boolean {
  return roles !== undefined && forkRoles.includes(roleNames[roles[t]]);
}

/** Classes and tint of a token: its entropy as warmth, an underline where it receives gradient, a dot over forks. */
export function tokenLook(shown: ShownRun, response: ExploredResponse, place: number, t: number) {
  const weight = weightAt(shown, place, t);
  const heat = Math.min(1, (response.entropies[t] ?? 0) / shown.hottest);
  const classes = ["token", weight && "kept", isFork(shown.run, response, t) && "fork"];
  return { class: classes.filter(Boolean).join(" "), style: { "--heat": heat.toFixed(3) } };
}
