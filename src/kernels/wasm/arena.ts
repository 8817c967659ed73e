import { allocate, free } from "./memory.js";

/** Named buffers in the wasm memory that are reused, and made anew when a larger one is asked for. */
export interface Arena {
  /** Address of the buffer of this name, of at least so many 32-bit elements. Growing it loses its contents. */
  buffer(name: string, elements: number): number;
  dispose(): void;
}

export function createArena(): Arena {
  const buffers = new Map<string, { address: number; elements: number }>();
  return {
    buffer(name, elements): number {
      const known = buffers.get(name);
      if (known && known.elements >= elements) return known.address;
      if (known) free(known.address);
      const made = { address: allocate(elements * 4), elements };
      buffers.set(name, made);
      return made.address;
    },
    dispose(): void {
      for (const { address } of buffers.values()) free(address);
      buffers.clear();
    },
  };
}
