import ts from "typescript";

/** What one code cell does with the names that cells share. */
interface CellNames {
  declared: Set<string>;
  used: Set<string>;
  /** Declared elsewhere, and perhaps changed here: assigned to, or handed to a call that is made for its effect. */
  changed: Set<string>;
  /** Random streams declared here: whoever uses one changes it. */
  streams: Set<string>;
}

/** A call of these is made to show something: it leaves its arguments as they are. */
const SHOWS = ["claims", "console", "notebook"];

/** Functions that change what they are given, whatever they return. */
const TRAINS = /^(train|fit|rlvrStep)/;

/** Methods of arrays, sets and maps that change them. */
const CHANGES = /^(push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear)$/;

/**
 * The code cells that must run before a cell can: those that declare a name it uses, those that may have changed it
 * since, and what these need in turn. What cells share by other ways than names (a random stream inside a function) is
 * not seen, so compare the result with that of a whole run.
 *
 * @param sources the code cells from first to last
 * @param wanted indices of the cells to run
 * @returns their indices with those of the cells that they need, ascending
 * @example neededCells(["const a = 1;", "const b = 2;", "console.log(a);"], [2]) // [0, 2]
 */
export function neededCells(sources: readonly string[], wanted: readonly number[]): number[] {
  const names = sources.map(namesOf);
  const needed = new Set<number>();
  const visit = (cell: number): void => {
    if (needed.has(cell)) return;
    needed.add(cell);
    for (const name of names[cell].used) {
      const declaring = lastBefore(cell, ({ declared }) => declared.has(name));
      if (declaring === undefined) continue;
      visit(declaring);
      const isStream = names[declaring].streams.has(name);
      for (let i = declaring + 1; i < cell; i++)
        if (names[i].changed.has(name) || (isStream && names[i].used.has(name))) visit(i);
    }
  };
  const lastBefore = (cell: number, does: (names: CellNames) => boolean): number | undefined => {
    for (let i = cell - 1; i >= 0; i--) if (does(names[i])) return i;
    return undefined;
  };
  for (const cell of wanted) visit(cell);
  return [...needed].sort((a, b) => a - b);
}

function namesOf(source: string): CellNames {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
  const cell: CellNames = { declared: new Set(), used: new Set(), changed: new Set(), streams: new Set() };
  for (const statement of file.statements) for (const name of declaredBy(statement)) cell.declared.add(name);
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && /^(\w+\.)?seededRng\(/.test(node.initializer?.getText() ?? ""))
      for (const name of boundNames(node.name)) cell.streams.add(name);
    if (ts.isIdentifier(node) && isReference(node) && !isLocal(node)) cell.used.add(node.text);
    for (const changed of changedBy(node)) cell.changed.add(changed);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return cell;
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
    const whole = namedBindings && ts.isNamespaceImport(namedBindings) ? [namedBindings] : [];
    return [...(name ? [name] : []), ...[...named, ...whole].map((element) => element.name)].map(
      ({ text }) => text,
    );
  }
  const { name } = statement as { name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

/** Whether an identifier stands for a value or a type, and is not the name of a member. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent)) return parent.right !== node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent)) return parent.name !== node;
  return !((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node);
}

/** Whether a function, block or loop around an identifier, within its cell, declares the name. */
function isLocal({ text, parent }: ts.Identifier): boolean {
  for (let around: ts.Node = parent; !ts.isSourceFile(around); around = around.parent) {
    const names = ts.isFunctionLike(around)
      ? around.parameters.flatMap(({ name }) => boundNames(name))
      : ts.isBlock(around)
        ? around.statements.flatMap(declaredBy)
        : ts.isForOfStatement(around) || ts.isForStatement(around) || ts.isForInStatement(around)
          ? declaredInHead(around.initializer)
          : [];
    if (names.includes(text)) return true;
  }
  return false;
}

function declaredInHead(initializer: ts.ForInitializer | undefined): string[] {
  return initializer && ts.isVariableDeclarationList(initializer)
    ? initializer.declarations.flatMap(({ name }) => boundNames(name))
    : [];
}

/** The names that a node changes, as far as its form tells. */
function changedBy(node: ts.Node): string[] {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return rootsOf(node.left);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const counts = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator);
    return counts ? rootsOf(node.operand) : [];
  }
  if (!ts.isCallExpression(node)) return [];
  const { expression: callee } = node;
  if (ts.isPropertyAccessExpression(callee) && CHANGES.test(callee.name.text))
    return rootsOf(callee.expression);
  const given = node.arguments.flatMap(rootsOf);
  const trained = TRAINS.test(lastName(callee)) ? given : [];
  const dropped = ts.isAwaitExpression(node.parent) ? node.parent.parent : node.parent;
  if (!ts.isExpressionStatement(dropped)) return trained;
  const receiver = rootsOf(callee);
  if (receiver.some((name) => SHOWS.includes(name))) return [];
  return [...(ts.isPropertyAccessExpression(callee) ? receiver : []), ...given];
}

/** `c` of `a.b.c` and of `c`. */
function lastName(callee: ts.Expression): string {
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
  return ts.isIdentifier(callee) ? callee.text : "";
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `a` of `a`, `a.b`, `a[i].b`, `a!`; nothing of other expressions. */
function rootsOf(node: ts.Node): string[] {
  if (ts.isIdentifier(node)) return [node.text];
  if (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isParenthesizedExpression(node)
  )
    return rootsOf(node.expression);
  return [];
}
