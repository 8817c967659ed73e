import type {
  BuilderProgram,
  CompilerOptions,
  CreateProgram,
  createAbstractBuilder,
  createWatchCompilerHost,
  SourceFile,
} from "typescript";

/** What TypeScript keeps private of a parsed file, and what tslab's copy of the compiler exports beside its public face. */
interface ParsedFile extends SourceFile {
  resolvedModules?: {
    forEach(visit: (found: { resolvedModule?: { resolvedFileName: string } }) => void): void;
  };
}
interface Compiler {
  createAbstractBuilder: typeof createAbstractBuilder;
  createWatchCompilerHost: typeof createWatchCompilerHost;
  bindSourceFile(file: SourceFile, options: CompilerOptions): void;
}

/** A file and all sources, not declarations, that it imports directly or through others. */
function sourcesOf(builder: BuilderProgram, from: SourceFile): string[] {
  const found = new Set([from.fileName]);
  for (const name of found) {
    (builder.getSourceFile(name) as ParsedFile | undefined)?.resolvedModules?.forEach(
      ({ resolvedModule }) => {
        if (resolvedModule && !resolvedModule.resolvedFileName.endsWith(".d.ts")) {
          found.add(resolvedModule.resolvedFileName);
        }
      },
    );
  }
  return [...found];
}

/**
 * Gives tslab's converter a program that knows nothing of what changed since the last cell: the compiler would compute,
 * twice a cell, which of a thousand files refer to which, and tslab asks only which files a cell imports. A quarter of
 * what a cell takes to compile. To be imported before tslab's converter, which takes the compiler as it then is.
 */
const file = require.resolve("@tslab/typescript-for-tslab");
const compiler = require(file) as Compiler;

const createProgram = ((...parameters: Parameters<typeof createAbstractBuilder>) => {
  const builder = compiler.createAbstractBuilder(...parameters);
  // tslab reads a cell's names before it has anything checked; binding finds them.
  for (const name of builder.getProgram().getRootFileNames()) {
    const root = builder.getSourceFile(name);
    if (root) compiler.bindSourceFile(root, builder.getCompilerOptions());
  }
  return Object.assign(builder, { getAllDependencies: (from: SourceFile) => sourcesOf(builder, from) });
}) as CreateProgram<BuilderProgram>;

require.cache[file]!.exports = {
  ...compiler,
  createWatchCompilerHost: (
    ...[files, options, system, , ...rest]: Parameters<typeof createWatchCompilerHost>
  ) => compiler.createWatchCompilerHost(files, options, system, createProgram, ...rest),
};
