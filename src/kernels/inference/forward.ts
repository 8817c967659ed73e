import { type InferenceKernels, TILE_STATISTICS, typeCode } from "./kernels.js";
import type { MemoryPlan, StoredWeight } from "./memory-plan.js";

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

/**
 * One pass of tokens through the decoder, done by all threads at the same time: each computes its share of every
 * operation, and they meet before the next one reads what it wrote. Every number comes out the same whatever their count.
 */
export function runForward(
  kernels: InferenceKernels,
  plan: MemoryPlan,
  job: ForwardJob,
  thread: number,
): void {
  const { shape, weights, at, threads } = plan;
  const { hiddenSize, heads, kvHeads, headDim, feedForward, rmsEps } = shape;
  const { rows } = job;
  const cacheType = typeCode(plan.cacheType);
  const projected = (heads + 2 * kvHeads) * headDim;
  const scratch = at.scratch + thread * scratchStride(kernels, plan);
  const scores = at.scores + thread * kernels.attentionScratchFloats(plan.maxLength) * 4;
  const meet = (): void => {
    if (!kernels.barrier(at.control, threads)) throw new Error("a thread of the inference engine has failed");
  };
  const [first, last] = share(rows, 1, threads, thread);
  const own = last - first;
  const row = (buffer: number, width: number): number => buffer + first * width * 4;

  /** The thread's columns of y = x W^T, or y += x W^T. */
  const project = (
    weight: StoredWeight,
    x: number,
    y: number,
    { count = rows, accumulate = false }: { count?: number; accumulate?: boolean } = {},
  ): void => {
    const [from, to] = share(weight.rows, 16, threads, thread);
    kernels.project(
      ...([typeCode(weight.type), count, from, to, weight.columns, weight.address, weight.scales] as const),
      ...([x, y, weight.rows, accumulate, scratch] as const),
    );
    meet();
  };
  const norm = (weight: StoredWeight): void => {
    kernels.rmsNormForward(
      own,
      hiddenSize,
      row(at.x, hiddenSize),
      weight.address,
      rmsEps,
      row(at.normed, hiddenSize),
    );
    meet();
  };
  const addBias = (bias: StoredWeight | null, to: number, width: number): void => {
    if (bias) kernels.addToRows(own, width, bias.address, row(to, width));
  };

  embed(kernels, plan, first, last, scratch);
  for (const [index, layer] of weights.layers.entries()) {
    norm(layer.inputNorm);
    project(layer.qkv, at.normed, at.qkv);
    addBias(layer.qkvBias, at.qkv, projected);
    kernels.qkNormRopeForward(
      ...([own, heads, kvHeads, headDim, 1, row(at.positions, 1), row(at.qkv, projected)] as const),
      ...([layer.queryNorm?.address ?? 0, layer.keyNorm?.address ?? 0, rmsEps] as const),
      ...([at.cos, at.sin, row(at.qkv, projected)] as const),
    );
    kernels.storeKeysValues(
      ...([first, last, heads, kvHeads, headDim, index, cacheType] as const),
      ...([at.tables, at.positions, at.qkv, at.cache, plan.pageBytes] as const),
    );
    meet();
    kernels.attendRuns(
      ...([thread, threads, job.runs, at.runs, heads, kvHeads, headDim, index, cacheType] as const),
      ...([at.tables, at.positions, at.qkv, at.cache, plan.pageBytes, at.mixed, scores] as const),
    );
    meet();
    project(layer.output, at.mixed, at.x, { accumulate: true });
    addBias(layer.outputBias, at.x, hiddenSize);
    norm(layer.postNorm);
    project(layer.gateUp, at.normed, at.gateUp);
    kernels.swigluForward(own, feedForward, row(at.gateUp, 2 * feedForward), row(at.gated, feedForward));
    meet();
    project(layer.down, at.gated, at.x, { accumulate: true });
  }
  if (job.headRows === 0) return;

  const [from, to] = share(job.headRows, 1, threads, thread);
  kernels.embedRows(0, hiddenSize, at.x, from, to, at.headRows, at.gathered);
  const gathered = at.gathered + from * hiddenSize * 4;
  const normed = at.normed + from * hiddenSize * 4;
  kernels.rmsNormForward(to - from, hiddenSize, gathered, weights.finalNorm.address, rmsEps, normed);
  meet();
  if (job.output === "logits") {
    project(weights.head ?? weights.embedding, at.normed, at.logits, { count: job.headRows });
    return;
  }
  for (let tile = thread; tile < plan.tiles; tile += threads)
    summarizeTile(kernels, plan, job, { tile, thread, scratch });
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
  { tile, thread, scratch }: { tile: number; thread: number; scratch: number },
): void {
  const head = weights.head ?? weights.embedding;
  const from = tile * width;
  const to = Math.min(from + width, shape.vocabSize);
  const logits = at.tiles + thread * chunk * width * 4;
  const statistics = at.statistics + tile * chunk * TILE_STATISTICS * 8;
  kernels.project(
    ...([typeCode(head.type), headRows, from, to, head.columns, head.address, head.scales] as const),
    // The columns are counted from the first of the tile.
    ...([at.normed, logits - from * 4, width, false, scratch] as const),
  );
  kernels.tileStatistics(headRows, to - from, logits, width, scale, statistics);
  kernels.tileTargets(headRows, from, to, logits, width, at.targets, at.targetLogits);
}
