import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { projectPath } from "../src/files/index.js";
import * as root from "../src/index.js";
import { camelCase, PUBLIC_MODULES } from "./public-names.js";

test("every module is a namespace of the package, and a path of its own", () => {
  const { name } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
  for (const module of PUBLIC_MODULES) {
    const own = require(path.posix.join(name, module));
    assert.deepEqual(
      { ...((root as Record<string, unknown>)[camelCase(module)] as object) },
      { ...own },
      module,
    );
  }
});

test("the names of the derivation can be imported from the root", () => {
  const { policyGradient, entropy } = root;
  assert.deepEqual(
    [root.totalReturn, root.rewardToGo, root.baselinedReturn, root.stateActionValue, root.advantageValue],
    [
      policyGradient.totalReturn,
      policyGradient.rewardToGo,
      policyGradient.baselinedReturn,
      policyGradient.stateActionValue,
      policyGradient.advantageValue,
    ],
  );
  assert.equal(root.tdResidual, policyGradient.tdResidual);
  assert.equal(root.generalizedAdvantage, policyGradient.generalizedAdvantage);
  assert.equal(root.groupAdvantage, policyGradient.groupAdvantage);
  assert.equal(root.leaveOneOutAdvantage, policyGradient.leaveOneOutAdvantage);
  assert.equal(root.highEntropyMask, policyGradient.highEntropyMask);
  assert.equal(root.clippedSurrogate, policyGradient.clippedSurrogate);
  assert.equal(root.tokenEntropy, entropy.tokenEntropy);
  assert.equal(root.topEntropyOverlap, entropy.topEntropyOverlap);
  assert.equal(root.entropyChangeByPercentile, entropy.entropyChangeByPercentile);
});
