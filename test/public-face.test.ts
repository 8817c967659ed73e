import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { projectPath } from "../src/files/index.js";
import { camelCase, namesWithin, PUBLIC_MODULES, publicNames, readSource } from "./public-names.js";

/** Public by plan, used here or not: the names of the derivation, and what own parts and exercises are made of. */
const DECLARED: Readonly<Record<string, readonly string[]>> = {
  entropy: ["entropyChangeByPercentile", "tokenEntropy", "topEntropyOverlap"],
  math: ["judgeAnswer", "wordProblems"],
  models: ["openSafetensors", "writeSafetensors"],
  notebook: ["answerDigest"],
  "policy-gradient": [
    ...["totalReturn", "rewardToGo", "baselinedReturn", "stateActionValue", "advantageValue", "tdResidual"],
    ...["generalizedAdvantage", "groupAdvantage", "leaveOneOutAdvantage"],
    ...["highEntropyMask", "clippedSurrogate", "highEntropyLoss", "reinforceLoss"],
  ],
  rollout: ["sampleStepwise"],
  tabular: ["checkedMdp"],
  task: ["Task", "Reward", "Verdict", "TaskResponse"],
  "token-rules": ["TokenRule", "RuleTokens", "RuleContext", "CoefficientContext", "withParameters"],
  training: ["trainRlvr", "RlvrConfig", "RlvrOptions", "evaluateStepwise"],
};

const filesBelow = (folder: string, ending: RegExp): string[] =>
  readdirSync(projectPath(folder), { recursive: true })
    .map((file) => path.posix.join(folder, String(file).replaceAll("\\", "/")))
    .filter((file) => ending.test(file) && !file.includes("/assembly/"));

const sources = [
  ...filesBelow("src", /\.(tsx?|mjs|md)$/),
  ...filesBelow("test", /\.ts$/),
  ...filesBelow("notebooks", /\.(nb\.ts|md)$/),
  ...filesBelow("data", /\.mjs$/),
  ...["README.md", ".github/CONTRIBUTING.md"],
].map((file) => ({ file, text: readSource(file) }));

/** Names that a text takes from the package by its own name, as a script does: also within a string or a page. */
function takenByPackageName(text: string, module: string): string[] {
  const ofModule = `(?:forking-tokens/${module}"|forking-tokens"\\)\\.${camelCase(module)}\\b)`;
  const braces = [
    ...text.matchAll(new RegExp(`import (?:type )?\\{([^}]*)\\} from "${ofModule}`, "g")),
    ...text.matchAll(new RegExp(`\\{([^{}]*)\\} = (?:require|await import)\\("${ofModule}`, "g")),
  ];
  const members = text.matchAll(new RegExp(`\\("${ofModule}\\)?\\.(\\w+)`, "g"));
  return [
    ...braces.flatMap(([, list]) => namesWithin(list).map(({ name }) => name)),
    ...[...members].map(([, name]) => name),
  ];
}

/** Names of a module that a text takes: by an import of its index, of its namespace, or out of it. */
function taken(text: string, module: string): string[] {
  const namespace = camelCase(module);
  const braces = [
    ...text.matchAll(new RegExp(`import (?:type )?\\{([^}]*)\\} from "\\S*/${module}/index\\.js"`, "g")),
    ...text.matchAll(new RegExp(`\\{([\\w\\s,:]*)\\} = ${namespace};`, "g")),
  ];
  const members = text.matchAll(new RegExp(`\\b${namespace}\\s*\\.(\\w+)`, "g"));
  return [
    ...takenByPackageName(text, module),
    ...braces.flatMap(([, list]) => namesWithin(list).map(({ name }) => name)),
    ...[...members].map(([, name]) => name),
  ];
}

/** Code words of a page of the documentation. */
const codeWords = (text: string): string[] =>
  [...text.matchAll(/`(?:\w+\.)?(\w+)(?:\(.*?\))?`/g)].map(([, name]) => name);

for (const module of PUBLIC_MODULES) {
  test(`${module}: its index holds what something outside of the module uses`, () => {
    const exported = publicNames(module);
    const isOwn = (file: string) => file.startsWith(`src/${module}/`) || file.startsWith(`test/${module}/`);
    const used = new Set([
      ...(DECLARED[module] ?? []),
      ...sources.flatMap(({ file, text }) => {
        if (file.endsWith(".md")) return [...taken(text, module), ...codeWords(text)];
        return isOwn(file) ? takenByPackageName(text, module) : taken(text, module);
      }),
    ]);
    const lines = [...new Set(exported.map(({ file }) => file))].flatMap((file) =>
      readSource(`dist/${file}.d.ts`)
        .split("\n")
        .filter((line) => !/^import |^ *\/?\*/.test(line)),
    );
    /** A type is also used where the declaration of another exported name speaks of it. */
    const isSpokenOf = (name: string): boolean => {
      const word = new RegExp(`\\b${name}\\b`);
      const own = new RegExp(`^export (?:interface|type|declare class) ${name}\\b`);
      return lines.some((line) => line.includes(name) && word.test(line) && !own.test(line));
    };
    const idle = exported.filter(({ name, isType }) => !used.has(name) && !(isType && isSpokenOf(name)));
    assert.deepEqual(
      idle.map(({ name, file }) => `${name} (${file}.ts)`),
      [],
      `nobody outside of src/${module} uses them: take them out of its index, or declare them public here`,
    );
  });
}

test("names that are declared public are exported", () => {
  for (const [module, names] of Object.entries(DECLARED)) {
    const exported = publicNames(module).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => !exported.includes(name)),
      [],
      module,
    );
  }
});
