import path from "node:path";
import { projectPath } from "../files/index.js";
import type { ExploredRun } from "./explored-run.js";

const TITLE = "<title>Explorer: which tokens are uncertain, and which receive the gradient</title>";

/**
 * Whether a text is a page that `explorerPage` made.
 * @example isExplorerPage("# A text of mine") // false
 */
export function isExplorerPage(text: string): boolean {
  return text.startsWith("<!doctype html>") && text.includes(TITLE);
}

/**
 * The explorer as one HTML page that opens from a file: the runs inside it, the token rules compiled from this project's
 * own sources, no network.
 * @example writeFileSync("explorer.html", await explorerPage(recordedRuns()))
 */
export async function explorerPage(runs: readonly ExploredRun[]): Promise<string> {
  const { script, style } = await bundle();
  // A closing tag or a comment inside the JSON would end the element.
  const data = JSON.stringify(runs).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
${TITLE}
<style>${style}</style>
</head>
<body>
<div id="explorer"></div>
<script type="application/json" id="runs">${data}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Compiles the page's script and style. */
async function bundle(): Promise<{ script: string; style: string }> {
  const folder = projectPath("src/explorer/page");
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, "main.tsx")],
    ...{ bundle: true, minify: true, write: false, format: "iife", target: "es2022", outdir: "out" },
    ...{ jsx: "automatic", jsxImportSource: "preact", charset: "ascii", logLevel: "silent" },
  });
  const output = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? "";
  return { script: output(".js"), style: output(".css") };
}
