import { type InferenceKernels, TILE_STATISTICS, typeCode } from "./kernels.js";
import { type MemoryPlan, OWN_ROWS, type StoredWeight } from "./memory-plan.js";
import type { TakePieces } from "./pieces.js";

/** What the threads are to compute; its tokens stand in the plan's buffers. */
export interface ForwardJob {
  /** Tokens in the buffers `ids`, `positions` and `tables`. */
  rows: number;
  /** Runs of tokens of the same sequence, in `runs`. */
  runs: number;
  /** Of these many of the rows, listed in `headRows`, the distribution is wanted. */
  headRows: number;
  /** Whether their logits are, or the statistics of their distributions and the logits of their `targets`. */
  output: "logits" | "statistics";
  /** By which logits are multiplied before the softmax: 1 / temperature. */
  scale: number;
}

/** One of the threads that compute a job together. */
export interface InferenceThread {
  thread: number;
  /** Returns when all have called it as often. */
  meet: () => void;
  /** Shares pieces of work out as threads come for them; all call it as often, and meet in between. */
  take: TakePieces;
}

/** Pieces of a product or of attention, for each thread: enough that one which is held up leaves some to the others. */
const PIECES = 4;

/**
 * One pass of tokens through the decoder, done by all threads at the same time: each computes its share of every
 * projection and of attention, and they meet before one reads what another wrote. Every number comes out the same
 * whatever their count.
 */
export function runForward(
  kernels: InferenceKernels,
  plan: MemoryPlan,
  job: ForwardJob,
  { thread, meet, take }: InferenceThread,
): void {
  const { shape, weights, at, threads } = plan;
  const { hiddenSize, heads, kvHeads, headDim, feedForward, rmsEps } = shape;
  const { rows } = job;
  const cacheType = typeCode(plan.cacheType);
  const projected = (heads + 2 * kvHeads) * headDim;
  const scratch = at.scratch + thread * scratchStride(kernels, plan);
  const scores = at.scores + thread * kernels.attentionScratchFloats(plan.maxLength) * 4;
  const few = rows <= OWN_ROWS;
  /** Where one thread reads what others wrote to shared rows. */
  const meetAboutRows = (): void => {
    if (!few) meet();
  };
  const [first, last] = few ? [0, rows] : share(rows, 1, threads, thread);
  const own = last - first;
  const row = (buffer: number, width: number): number => buffer + first * width * 4;
  /** The thread's own rows of a buffer where rows are few: its `place`-th part; else the buffer that all share. */
  const part = (buffer: number, width: number, place = thread): number =>
    few ? buffer + place * OWN_ROWS * width * 4 : buffer;
  const normed = part(at.normed, hiddenSize);
  // Its first part is what all threads have projected.
  const turned = part(at.qkv, projected, thread + 1);
  const gated = part(at.gated, feedForward);
  const gathered = part(at.gathered, hiddenSize);

  /** Work that any thread can do: where rows are few an equal part for each, else a piece after the other. */
  const shared = (work: (piece: number, pieces: number) => void): void => {
    if (few || threads === 1) work(thread, threads);
    else take(PIECES * threads, (piece) => work(piece, PIECES * threads));
    meet();
  };

  /** The thread's columns of y = x W^T + bias, or y += x W^T + bias. */
  const project = (
    weight: StoredWeight,
    x: number,
    y: number,
    {
      bias = null,
      count = rows,
      accumulate = false,
    }: { bias?: StoredWeight | null; count?: number; accumulate?: boolean } = {},
  ): void => {
    shared((piece, pieces) => {
      const [from, to] = share(weight.rows, 16, pieces, piece);
      kernels.project(
        ...([typeCode(weight.type), count, from, to, weight.columns, weight.address, weight.scales] as const),
        ...([x, y, weight.rows, accumulate, scratch] as const),
      );
      if (bias) kernels.addToRows(count, to - from, bias.address + from * 4, y + from * 4, weight.rows);
    });
  };
  const norm = (weight: StoredWeight): void => {
    const [from, to] = [row(at.x, hiddenSize), row(normed, hiddenSize)];
    kernels.rmsNormForward(own, hiddenSize, from, weight.address, rmsEps, to);
    meetAboutRows();
  };

  embed(kernels, plan, first, last, scratch);
  for (const [index, layer] of weights.layers.entries()) {
    norm(layer.inputNorm);
    project(layer.qkv, normed, at.qkv, { bias: layer.qkvBias });
    kernels.qkNormRopeForward(
      ...([own, heads, kvHeads, headDim, 1, row(at.positions, 1), row(at.qkv, projected)] as const),
      ...([layer.queryNorm?.address ?? 0, layer.keyNorm?.address ?? 0, rmsEps] as const),
      ...([at.cos, at.sin, row(turned, projected)] as const),
    );
    kernels.storeKeysValues(
      ...([first, last, heads, kvHeads, headDim, index, cacheType] as const),
      ...([at.tables, at.positions, turned, at.cache, plan.pageBytes] as const),
    );
    meetAboutRows();
    shared((piece, pieces) =>
      kernels.attendRuns(
        ...([piece, pieces, job.runs, at.runs, heads, kvHeads, headDim, index, cacheType] as const),
        ...([at.tables, at.positions, turned, at.cache, plan.pageBytes, at.mixed, scores] as const),
      ),
    );
    project(layer.output, at.mixed, at.x, { bias: layer.outputBias, accumulate: true });
    norm(layer.postNorm);
    project(layer.gateUp, normed, at.gateUp);
    kernels.swigluForward(own, feedForward, row(at.gateUp, 2 * feedForward), row(gated, feedForward));
    meetAboutRows();
    project(layer.down, gated, at.x, { accumulate: true });
  }
  if (job.headRows === 0) return;

  const [from, to] = few ? [0, job.headRows] : share(job.headRows, 1, threads, thread);
  kernels.embedRows(0, hiddenSize, at.x, from, to, at.headRows, gathered);
  kernels.rmsNormForward(
    ...([to - from, hiddenSize, gathered + from * hiddenSize * 4] as const),
    ...([weights.finalNorm.address, rmsEps, normed + from * hiddenSize * 4] as const),
  );
  meetAboutRows();
  if (job.output === "logits") {
    project(weights.head ?? weights.embedding, normed, at.logits, { count: job.headRows });
    return;
  }
  take(plan.tiles, (tile) => summarizeTile(kernels, plan, job, { tile, thread, normed, scratch }));
  meet();
}

/** The share [from, to) of one thread in `total` items, cut at multiples. */
export function share(total: number, multiple: number, threads: number, thread: number): [number, number] {
  const cut = (part: number): number =>
    part === threads ? total : Math.floor((total * part) / threads / multiple) * multiple;
  return [cut(thread), cut(thread + 1)];
}

export function scratchStride({ projectScratchBytes }: InferenceKernels, plan: MemoryPlan): number {
  const { hiddenSize, heads, headDim, feedForward } = plan.shape;
  const widest = Math.max(hiddenSize, heads * headDim, feedForward);
  return Math.ceil(projectScratchBytes(plan.chunk, widest) / 64) * 64;
}

function embed(
  kernels: InferenceKernels,
  { weights: { embedding }, at }: MemoryPlan,
  from: number,
  to: number,
  scratch: number,
): void {
  const { type, columns, address, scales } = embedding;
  if (type === "INT8") kernels.embedQuantizedRows(columns, address, scales, from, to, at.ids, at.x, scratch);
  else kernels.embedRows(typeCode(type), columns, address, from, to, at.ids, at.x);
}

/** The logits of one tile of the vocabulary, summed up row by row. */
function summarizeTile(
  kernels: InferenceKernels,
  { weights, at, chunk, tile: width, shape }: MemoryPlan,
  { headRows, scale }: ForwardJob,
  { tile, thread, normed, scratch }: { tile: number; thread: number; normed: number; scratch: number },
): void {
  const head = weights.head ?? weights.embedding;
  const from = tile * width;
  const to = Math.min(from + width, shape.vocabSize);
  const logits = at.tiles + thread * chunk * width * 4;
  const statistics = at.statistics + tile * chunk * TILE_STATISTICS * 8;
  kernels.project(
    ...([typeCode(head.type), headRows, from, to, head.columns, head.address, head.scales] as const),
    // The columns are counted from the first of the tile.
    ...([normed, logits - from * 4, width, false, scratch] as const),
  );
  kernels.tileStatistics(headRows, to - from, logits, width, scale, statistics);
  kernels.tileTargets(headRows, from, to, logits, width, at.targets, at.targetLogits);
}
