import { existsSync } from "node:fs";
import { z } from "zod";
import { checked, projectPath, readJson } from "../files/index.js";

export const VERDICTS = [
  "reproduced",
  "partly reproduced",
  "not reproduced",
  "undecided",
  "not testable here",
] as const;

export const claimSchema = z.strictObject({
  /** Stable name, lower-case words joined by "-". */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** The claim in one sentence. */
  claim: z.string().min(1),
  /** Where the paper states it: section, figure or table. */
  source: z.string().default(""),
  /** The paper's number, with its unit. */
  paper: z.string().min(1),
  /** Our number, with its unit. */
  here: z.string().min(1),
  /** 95 % interval of our number, in its unit. */
  interval: z.tuple([z.number(), z.number()]).nullable().default(null),
  /** Independent runs behind our number. */
  seeds: z.int().min(0).default(0),
  verdict: z.enum(VERDICTS),
  /** The command that measures it again. */
  command: z.string().default(""),
});

/** One claim of the paper, held against a measurement of ours. */
export type Claim = z.infer<typeof claimSchema>;
/** A claim in which `source`, `interval`, `seeds` and `command` may be left out. */
export type ClaimInput = z.input<typeof claimSchema>;

/** data/claims.json: the claims judged by the recorded runs. */
export const CLAIMS_FILE: string = projectPath("data/claims.json");

/** @throws Error naming the claim, the key and what was wrong */
export function parseClaim(value: unknown, where: string): Claim {
  return checked(value, claimSchema, where);
}

/**
 * Reads a JSON list of claims; none where the file does not exist.
 * @throws Error if the file is no such list, or if two claims share an id
 */
export function readClaims(file: string = CLAIMS_FILE): Claim[] {
  if (!existsSync(file)) return [];
  const list = readJson(file, z.array(z.unknown()));
  const claims = list.map((value, i) => parseClaim(value, `${file}, claim ${i + 1}`));
  const twice = claims.find(({ id }, i) => claims.findIndex((other) => other.id === id) < i);
  if (twice) throw new Error(`${file}: the id "${twice.id}" stands twice`);
  return claims;
}
