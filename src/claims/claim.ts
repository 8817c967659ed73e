import { existsSync } from "node:fs";
import { z } from "zod";
import { checked, projectPath, readJson } from "../files/index.js";

export const VERDICTS = [
  "reproduced",
  "partly reproduced",
  "not reproduced",
  "undecided",
  "not tested here",
  "not testable here",
] as const;

const comparisonSchema = z.strictObject({
  /** What is subtracted from what, or what the quantity is. */
  what: z.string().min(1),
  estimate: z.number(),
  /** 95 % interval; null where one run leaves it unknown. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** The claim needs the number to lie above this, and below the other where there is one. */
  above: z.number(),
  below: z.number().optional(),
  /** Independent runs, or pairs of runs, behind the number. */
  runs: z.int().min(1),
  /** Degrees of freedom behind its interval; null: so many that the normal distribution holds. */
  degrees: z.int().min(0).nullable().default(null),
  /** It stands beside the others and decides nothing. */
  beside: z.boolean().default(false),
});

const unitSchema = z.strictObject({
  name: z.string().min(1),
  /** What the numbers are multiplied by when they are written. */
  scale: z.number().default(1),
  digits: z.int().min(0),
  /** Whether they are differences, written with their sign. */
  signed: z.boolean().default(true),
});

export const claimSchema = z
  .strictObject({
    /** Stable name, lower-case words joined by "-". */
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    /** The claim in one sentence. */
    claim: z.string().min(1),
    /** Where the paper states it: section, figure or table. */
    source: z.string().default(""),
    /** The paper's number, with its unit. */
    paper: z.string().min(1),
    /** In words: what a reader must know of our numbers, what was seen, or why nothing was measured. */
    here: z.string().default(""),
    /** Our numbers. Those that are not `beside` decide. */
    comparisons: z.array(comparisonSchema).default([]),
    /** How the numbers are written. */
    unit: unitSchema.nullable().default(null),
    verdict: z.enum(VERDICTS),
    /** The command that measures it again. */
    command: z.string().default(""),
  })
  .refine(({ here, comparisons }) => here !== "" || comparisons.length > 0, "wanted `here` or comparisons")
  .refine(({ unit, comparisons }) => comparisons.length === 0 || unit !== null, "comparisons want a unit");

/** One claim of the paper, held against a measurement of ours. */
export type Claim = z.output<typeof claimSchema>;
/** A claim in which what has a default may be left out. */
export type ClaimInput = z.input<typeof claimSchema>;
/** A number that a claim is held against. */
export type Comparison = z.output<typeof comparisonSchema>;
/** A comparison in which `degrees` and `beside` may be left out. */
export type ComparisonInput = z.input<typeof comparisonSchema>;
/** How the numbers of a claim are written: unit, scale, decimals, sign. */
export type ClaimUnit = z.input<typeof unitSchema>;

/** data/claims.json: every claim with its numbers, as `npm run claims` last judged them. */
export const CLAIMS_FILE: string = projectPath("data/claims.json");

/** @throws Error naming the claim, the key and what was wrong */
export function parseClaim(value: unknown, where: string): Claim {
  return checked(value, claimSchema, where);
}

/**
 * Reads a JSON list of claims; none where the file does not exist.
 * @throws Error if the file is no such list, or if two claims share an id
 * @example readClaims().map(({ id }) => id)
 */
export function readClaims(file: string = CLAIMS_FILE): Claim[] {
  if (!existsSync(file)) return [];
  const list = readJson(file, z.array(z.unknown()));
  const claims = list.map((value, i) => parseClaim(value, `${file}, claim ${i + 1}`));
  const twice = claims.find(({ id }, i) => claims.findIndex((other) => other.id === id) < i);
  if (twice) throw new Error(`${file}: the id "${twice.id}" stands twice`);
  return claims;
}

/** The claims without those whose id came before. */
export function firstOfEachId(claims: readonly Claim[]): Claim[] {
  return claims.filter(({ id }, i) => claims.findIndex((other) => other.id === id) === i);
}
