/** What Llama 3.1 and later multiply rotary wavelengths by, as all its published folders have it. */
const LLAMA3 = { low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };

/**
 * The rope_scaling of which the tensor `rope_freqs.weight` is the result: a GGUF file has what each rotary frequency
 * is divided by, and not the rule. Throws where the factors are not those of Llama 3's rule.
 *
 * @param factors [headDim / 2]
 */
export function llama3Scaling(
  file: string,
  factors: Float32Array,
  { headDim, base }: { headDim: number; base: number },
): Record<string, unknown> | null {
  const factor = Math.max(...factors);
  const wanted = llama3Factors(headDim, base, factor);
  const fits =
    factors.length === wanted.length && wanted.every((value, i) => Math.abs(factors[i] / value - 1) < 1e-4);
  if (!fits)
    throw new Error(
      `${file}: rope_freqs.weight (${[...factors.subarray(0, 4)].join(", ")}, ... up to ${factor}) are not the factors of ` +
        "Llama 3's rotary scaling, the only ones that are supported",
    );
  return factor === 1 ? null : { rope_type: "llama3", factor, ...LLAMA3 };
}

/** What each frequency is divided by: 1 for short waves, `factor` for long ones, and between them smoothly. */
function llama3Factors(headDim: number, base: number, factor: number): number[] {
  const { low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: original } = LLAMA3;
  return Array.from({ length: headDim / 2 }, (_, i) => {
    const turns = original / (2 * Math.PI * base ** ((2 * i) / headDim));
    if (turns > high) return 1;
    if (turns < low) return factor;
    const smooth = (turns - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}
