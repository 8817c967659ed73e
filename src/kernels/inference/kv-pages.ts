import type { SharedWasmMemory } from "./engine.js";
import { PAGE_TOKENS } from "./kernels.js";
import type { MemoryPlan } from "./memory-plan.js";

/** A sequence whose keys and values are kept. */
export interface CachedSequence {
  /** Byte address of its page table. */
  readonly table: number;
  /** Tokens that it holds. */
  length: number;
}

/** Keys and values in pages, which sequences that begin alike share (Kwon et al. 2023, PagedAttention). */
export interface KvPages {
  /** Pages that no sequence holds. */
  readonly free: number;
  open(): CachedSequence;
  /** Makes room for tokens up to `length`; false, and nothing is changed, where there are not enough pages. */
  extend(sequence: CachedSequence, length: number): boolean;
  /** A sequence that begins with all of another's tokens: full pages are shared, the last one is copied. */
  fork(sequence: CachedSequence): CachedSequence;
  close(sequence: CachedSequence): void;
  closeAll(): void;
}

export function createKvPages(memory: SharedWasmMemory, plan: MemoryPlan): KvPages {
  const { pages, pageBytes, longestTable, chunk, at } = plan;
  const tables = new Int32Array(memory.buffer, at.pageTables, chunk * longestTable);
  const bytes = new Uint8Array(memory.buffer);
  const uses = new Int32Array(pages);
  let freePages: number[] = [];
  let freeTables: number[] = [];
  const held = new Map<CachedSequence, number[]>();
  const reset = (): void => {
    freePages = Array.from({ length: pages }, (_, i) => pages - 1 - i);
    freeTables = Array.from({ length: chunk }, (_, i) => chunk - 1 - i);
    uses.fill(0);
    held.clear();
  };
  reset();

  const pagesOf = (sequence: CachedSequence): number[] => {
    const own = held.get(sequence);
    if (!own) throw new Error("the sequence is closed");
    return own;
  };
  const append = (sequence: CachedSequence, page: number): void => {
    const own = pagesOf(sequence);
    tables[(sequence.table - at.pageTables) / 4 + own.length] = page;
    uses[page]++;
    own.push(page);
  };
  const open = (): CachedSequence => {
    const index = freeTables.pop();
    if (index === undefined) throw new Error(`at most ${chunk} sequences can be held at the same time`);
    const sequence = { table: at.pageTables + index * longestTable * 4, length: 0 };
    held.set(sequence, []);
    return sequence;
  };

  return {
    get free(): number {
      return freePages.length;
    },
    open,
    extend(sequence, length): boolean {
      const missing = Math.ceil(length / PAGE_TOKENS) - pagesOf(sequence).length;
      if (missing > freePages.length) return false;
      for (let i = 0; i < missing; i++) append(sequence, freePages.pop()!);
      return true;
    },
    fork(sequence): CachedSequence {
      const copy = open();
      copy.length = sequence.length;
      const full = Math.floor(sequence.length / PAGE_TOKENS);
      for (const [i, page] of pagesOf(sequence).entries()) {
        if (i < full) append(copy, page);
        else if (i * PAGE_TOKENS < sequence.length) {
          const own = freePages.pop();
          if (own === undefined) throw new Error("there is no page left for the keys and values of a copy");
          const from = at.cache + page * pageBytes;
          bytes.copyWithin(at.cache + own * pageBytes, from, from + pageBytes);
          append(copy, own);
        }
      }
      return copy;
    },
    close(sequence): void {
      for (const page of pagesOf(sequence)) if (--uses[page] === 0) freePages.push(page);
      held.delete(sequence);
      freeTables.push((sequence.table - at.pageTables) / 4 / longestTable);
    },
    closeAll: reset,
  };
}
