import type { Rng } from "../../../src/random/index.js";

/** Numbers that readers stumble over. */
const NUMBERS = [
  "0",
  "-0",
  "-1",
  "1.5",
  "1e999",
  "-1e999",
  "1e-999",
  "NaN",
  "Infinity",
  "9007199254740993",
  "4294967296",
  "2147483648",
  "1e6",
  "00",
  "0x10",
];

/** Pieces that readers stumble over, wherever they stand. */
const PIECES = [
  ...["", " ", "\n", "\r\n", "\r", "\u2028", "\ufeff", "\0", "\u001b[2J", "\ud800", "é", "等", "\u0301"],
  ...[
    "null",
    "true",
    "[]",
    "{}",
    '""',
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\",
    ",",
    ":",
    "//",
    "/*",
    "<!--",
    "$",
    "\\(",
    "%",
  ],
  ...[
    '"__proto__":{"polluted":1}',
    '"constructor":{"prototype":{"polluted":1}}',
    '"toString":1',
    '"length":-1',
  ],
  ...["// %%", "// %% [markdown]", "// %% [raw]", "// %% x", "../", "/", "{{", "}}", "{%"],
];

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    "",
    "x",
    "\u001b[31m",
    "\ud800",
    [],
    {},
    [[]],
    [null],
    { a: 1 },
  ],
  ...["x".repeat(5000), Array.from({ length: 200 }, (_, i) => i)],
];

/** An input made from another by a few changes, at random: of bytes, of pieces of text, or of a JSON value in it. */
export function mutate(seed: Buffer, others: readonly Buffer[], rng: Rng): Buffer {
  let bytes = seed;
  for (let changes = 1 + rng.integer(4); changes > 0; changes--)
    bytes = rng.choice(CHANGES)(bytes, others, rng);
  return bytes.subarray(0, LONGEST);
}

/** Bytes of an input. */
export const LONGEST = 1 << 17;

type Change = (bytes: Buffer, others: readonly Buffer[], rng: Rng) => Buffer;

const place = (bytes: Buffer, rng: Rng): number => rng.integer(bytes.length + 1);

function range(bytes: Buffer, rng: Rng): [number, number] {
  const [a, b] = [place(bytes, rng), place(bytes, rng)];
  // mostly short, so that something is left to read
  return rng.uniform() < 0.8
    ? [a, Math.min(bytes.length, a + 1 + rng.integer(16))]
    : [Math.min(a, b), Math.max(a, b)];
}

function replaced(bytes: Buffer, from: number, to: number, by: Buffer | string): Buffer {
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(by), bytes.subarray(to)]);
}

const CHANGES: readonly Change[] = [
  function flipBit(bytes, _, rng) {
    if (bytes.length === 0) return bytes;
    const changed = Buffer.from(bytes);
    changed[rng.integer(bytes.length)] ^= 1 << rng.integer(8);
    return changed;
  },
  function setByte(bytes, _, rng) {
    if (bytes.length === 0) return bytes;
    const changed = Buffer.from(bytes);
    changed[rng.integer(bytes.length)] = rng.choice([0, 1, 0x7f, 0x80, 0xff, rng.integer(256)]);
    return changed;
  },
  (bytes, _, rng) => replaced(bytes, ...range(bytes, rng), ""),
  (bytes, _, rng) => bytes.subarray(0, place(bytes, rng)),
  function insertPiece(bytes, _, rng) {
    const at = place(bytes, rng);
    return replaced(bytes, at, at, rng.choice(PIECES));
  },
  function repeatPiece(bytes, _, rng) {
    const [from, to] = range(bytes, rng);
    return replaced(
      bytes,
      to,
      to,
      Buffer.concat(new Array(1 + rng.integer(20)).fill(bytes.subarray(from, to))),
    );
  },
  function changeNumber(bytes, _, rng) {
    const numbers = [...bytes.toString("latin1").matchAll(/-?\d+(\.\d+)?/g)];
    if (numbers.length === 0) return bytes;
    const { index, 0: text } = numbers[rng.integer(numbers.length)];
    return replaced(bytes, index, index + text.length, rng.choice(NUMBERS));
  },
  function graft(bytes, others, rng) {
    const other = rng.choice(others);
    return replaced(bytes, ...range(bytes, rng), other.subarray(...range(other, rng)));
  },
  changeJson,
  changeJson,
];

/** Replaces, removes, renames or doubles one value of a JSON text, or of one line of it; leaves other texts as they are. */
function changeJson(bytes: Buffer, _: readonly Buffer[], rng: Rng): Buffer {
  const lines = bytes.toString().split("\n");
  const isOne = parsed(bytes.toString()) !== undefined;
  const which = isOne ? 0 : rng.integer(lines.length);
  const root = { value: parsed(isOne ? bytes.toString() : lines[which]) };
  if (root.value === undefined) return bytes;
  const places: [Record<string, unknown>, string][] = [[root, "value"]];
  for (let i = 0; i < places.length && places.length < 2000; i++) {
    const [parent, key] = places[i];
    const value = parent[key];
    if (typeof value === "object" && value !== null)
      for (const inner of Object.keys(value))
        if (inner !== "length") places.push([value as Record<string, unknown>, inner]);
  }
  const [parent, key] = rng.choice(places);
  const change = rng.integer(4);
  if (change === 0) parent[key] = rng.choice(VALUES);
  else if (change === 1) delete parent[key];
  else if (change === 2) parent[rng.choice(["__proto__", "constructor", "x", `${key} `])] = parent[key];
  else parent[key] = rng.uniform() < 0.5 ? [parent[key]] : { [key]: parent[key] };
  const text = JSON.stringify(root.value) ?? "";
  if (isOne) return Buffer.from(text);
  lines[which] = text;
  return Buffer.from(lines.join("\n"));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
