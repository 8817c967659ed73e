import { buildSync } from "esbuild";
import { projectPath } from "../../files/index.js";

/** The verifier of the math task as one script that needs nothing around it: `forkingTokens.mathVerdict(row, text)`. */
export function mathVerifierBundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [projectPath("dist/src/scale-out/task/math-verdict.js")],
    bundle: true,
    format: "iife",
    globalName: "forkingTokens",
    platform: "neutral",
    mainFields: ["main"],
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0].text;
}
