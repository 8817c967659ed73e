import { quote } from "../text/index.js";
import type { ExploredResponse, ExploredRun } from "./explored-run.js";

/** A line of one of the files that `measure` writes, unchecked. */
type Line = Record<string, unknown>;

/**
 * Reads what `npm run measure` wrote, so that the explorer can show it: `tokens.jsonl` of a model folder, `responses.jsonl`
 * of a served model, `scores.jsonl` of either. A last line that is torn is left out.
 *
 * @param name what the run is called
 * @throws Error naming the line and what was wanted
 * @example readMeasurements(readText("measured/tokens.jsonl"), "my model")
 */
export function readMeasurements(text: string, name: string): ExploredRun {
  const lines = parseLines(text);
  if (lines.length === 0) throw new Error("the file holds no line");
  const [first] = lines;
  if ("position" in first) return fromTokens(lines, name);
  if ("settings" in first) return fromServed(lines.slice(1), name, { firstLine: 2 });
  if ("entropyLow" in first)
    return fromServed(
      lines.map((line, prompt) => ({ prompt, ...line })),
      name,
      { firstLine: 1 },
    );
  if ("entropies" in first) return fromScores(lines, name);
  throw new Error(
    `wanted tokens.jsonl, responses.jsonl or scores.jsonl of npm run measure; received ${quote(JSON.stringify(first))}`,
  );
}

function parseLines(text: string): Line[] {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return [value as Line];
    } catch {
      if (i === lines.length - 1) return [];
    }
    throw new Error(`line ${i + 1}: wanted a JSON object, received ${quote(line)}`);
  });
}

/** One line a token: {response, position, id, token, entropy, logProb, role}. */
function fromTokens(lines: readonly Line[], name: string): ExploredRun {
  const texts: Record<number, string> = {};
  const roleNames: string[] = [];
  const responses: {
    prompt: number;
    tokens: number[];
    entropies: number[];
    logProbs: number[];
    roles: number[];
  }[] = [];
  for (const [i, { response, position, id, token, entropy, logProb, role }] of lines.entries()) {
    const numbers = [response, position, id, entropy, logProb];
    if (
      typeof token !== "string" ||
      numbers.some((value) => typeof value !== "number" || !Number.isFinite(value))
    )
      throw new Error(`line ${i + 1}: wanted response, position, id, token, entropy and logProb of a token`);
    texts[id as number] = readable(token);
    if (position === 0 || responses.length === 0)
      responses.push({ prompt: response as number, tokens: [], entropies: [], logProbs: [], roles: [] });
    const own = responses[responses.length - 1];
    own.tokens.push(id as number);
    own.entropies.push(entropy as number);
    own.logProbs.push(logProb as number);
    if (typeof role === "string") {
      if (!roleNames.includes(role)) roleNames.push(role);
      own.roles.push(roleNames.indexOf(role));
    }
  }
  const haveRoles = responses.every(({ roles, tokens }) => roles.length === tokens.length);
  const prompts = responses.map((_, i) => `response ${i + 1}`);
  return {
    ...emptyRun(name, "read from a file: tokens of a model folder"),
    ...{ texts, prompts },
    ...(haveRoles && { roleNames, forkRoles: ["real"], separator: " " }),
    vocabSize: 1 + Math.max(...Object.keys(texts).map(Number)),
    responses: responses.map(({ roles, ...response }) => (haveRoles ? { ...response, roles } : response)),
  };
}

/** A token of a vocabulary as text: byte-level ones write a space as Ġ and a line break as Ċ, SentencePiece a space as ▁. */
function readable(token: string): string {
  return token.replaceAll(/[Ġ▁]/g, " ").replaceAll("Ċ", "\n");
}

/** One line a text that a model folder has read: {tokens, entropies, logProbs}. */
function fromScores(lines: readonly Line[], name: string): ExploredRun {
  const { idOf, texts } = numberedTexts();
  const responses = lines.map((line, prompt): ExploredResponse => {
    if (!("tokens" in line))
      throw new Error(
        `line ${prompt + 1} has entropies and not the tokens that they are of, as older versions wrote it; score the texts again with npm run measure`,
      );
    const { tokens, entropies, logProbs } = columnsOf(line, prompt + 1, ["tokens", "entropies", "logProbs"]);
    return { prompt, tokens: tokens.map((token) => idOf(readable(String(token)))), entropies, logProbs };
  });
  return {
    ...emptyRun(name, "read from a file: texts that a model folder was given"),
    ...{ ...texts(), responses },
    prompts: responses.map((_, i) => `text ${i + 1}`),
  };
}

/** One line a response of a served model, entropies within bounds. */
function fromServed(lines: readonly Line[], name: string, { firstLine }: { firstLine: number }): ExploredRun {
  const { idOf, texts } = numberedTexts();
  const responses = lines.map((line, i): ExploredResponse => {
    const names = ["tokens", "logProbs", "entropyLow", "entropyHigh", "top"];
    const { tokens, entropyLow, entropyHigh, logProbs, top } = columnsOf(line, firstLine + i, names);
    if (typeof line.prompt !== "number")
      throw new Error(`line ${firstLine + i}: wanted prompt, the place of the prompt`);
    return {
      prompt: line.prompt,
      tokens: tokens.map((text) => idOf(String(text))),
      entropies: entropyLow,
      entropyHigh,
      logProbs,
      top: top.map((shown: [string, number][]) =>
        shown.flatMap(([text, logProb]) => [idOf(String(text)), Math.exp(logProb)]),
      ),
      ...(typeof line.finish === "string" && { outcome: line.finish }),
    };
  });
  const prompts = Array.from(
    { length: Math.max(0, ...responses.map(({ prompt }) => prompt + 1)) },
    (_, i) => `prompt ${i + 1}`,
  );
  return {
    ...emptyRun(name, "read from a file: a served model, entropies within bounds"),
    ...{ ...texts(), responses, prompts },
  };
}

/** Lists of a line by their names. Throws unless each has an entry for each token. */
function columnsOf(line: Line, place: number, names: readonly string[]): Record<string, never[]> {
  const columns = names.map((name) => line[name]);
  const [first] = columns;
  if (columns.every((column) => Array.isArray(column) && column.length === (first as unknown[]).length))
    return line as Record<string, never[]>;
  throw new Error(
    `line ${place}: wanted ${names.join(", ")} of a response, lists with an entry for each token`,
  );
}

/** Numbers texts as they come, where the file has no ids. */
function numberedTexts(): {
  idOf(text: string): number;
  texts(): Pick<ExploredRun, "texts" | "vocabSize">;
} {
  const ids = new Map<string, number>();
  return {
    idOf(text) {
      if (!ids.has(text)) ids.set(text, ids.size);
      return ids.get(text)!;
    },
    texts: () => ({
      texts: Object.fromEntries(Array.from(ids, ([text, id]) => [id, text])),
      vocabSize: ids.size,
    }),
  };
}

function emptyRun(
  name: string,
  about: string,
): Omit<ExploredRun, "texts" | "prompts" | "vocabSize" | "responses"> {
  return { name, about, separator: "", roleNames: [], forkRoles: [], continuations: [], branches: [] };
}
