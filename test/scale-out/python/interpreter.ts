import { spawnSync } from "node:child_process";

/** A Python interpreter for tests, or why there is none. */
export interface Interpreter {
  python: string;
  skip: string | false;
}

/**
 * The interpreter that `FORKING_TOKENS_PYTHON` names, else `python3`, if it can import the modules; a test that finds
 * none is skipped with the reason.
 */
export function interpreterWith(...modules: readonly string[]): Interpreter {
  const python = process.env.FORKING_TOKENS_PYTHON ?? "python3";
  const found = `import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))`;
  const { status } = spawnSync(python, ["-c", found, ...modules]);
  if (status === 0) return { python, skip: false };
  const wanted = ["Python 3", ...modules].join(" with ");
  return { python, skip: `wanted ${wanted}; ${python} has it not (FORKING_TOKENS_PYTHON names another)` };
}
