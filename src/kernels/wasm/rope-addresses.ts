import { ropeTable } from "../rope.js";
import { mostPositions, type RopeScaling } from "../rope-scaling.js";
import { allocate, floatsAt, free } from "./memory.js";

/** Where the cosines and sines of a rope table stand in the wasm memory. */
export interface RopeAddresses {
  cos: number;
  sin: number;
}

const tables = new Map<string, RopeAddresses & { positions: number }>();

/** A table of at least so many positions, made once for each head width, base and scaling. */
export function ropeAddresses(
  positions: number,
  headDim: number,
  base: number,
  scaling: RopeScaling | null = null,
): RopeAddresses {
  const key = JSON.stringify([headDim, base, scaling]);
  const known = tables.get(key);
  if (known && known.positions >= positions) return known;
  const powerOfTwo = 2 ** Math.ceil(Math.log2(Math.max(positions, 128)));
  const rounded = Math.max(positions, Math.min(powerOfTwo, mostPositions(scaling)));
  const { cos, sin } = ropeTable(rounded, headDim, base, scaling);
  if (known) free(known.cos);
  const address = allocate(cos.byteLength * 2);
  const made = { cos: address, sin: address + cos.byteLength, positions: rounded };
  floatsAt(made.cos, cos.length).set(cos);
  floatsAt(made.sin, sin.length).set(sin);
  tables.set(key, made);
  return made;
}
