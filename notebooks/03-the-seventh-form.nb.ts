// %% [markdown]
// # 03 · The seventh form: a mask by entropy
//
// Six forms ask *how strongly* a token is to be raised. The paper (Wang et al. 2025, arXiv 2506.01939) asks a different question: *which
// tokens get a gradient at all?* Its answer: the 20 % at which the model was least certain. This notebook builds that objective from its
// parts, looks closely at every choice that the one-line formula leaves open, and ends with what the mask does to the gradient.
//
// After it you can
//
// - [ ] write down the masked objective, with its constraint, and name the choices that the formula leaves open: share, rule, pool, whose entropy, padding, denominator
// - [ ] say what the mask does to the gradient, when a baseline stays unbiased and when it does not
// - [ ] tell five implementations apart by pool, rule and denominator, and say when the denominator matters
//
// | | |
// |---|---|
// | shows | the entropy mask and its choices, five implementations on one batch, two denominators under two optimizers, what the mask does to the gradient, four arms on the small decision process |
// | takes | under a minute on two cores |
// | needs | notebooks 01, 02 and 02c; the base model `data/models/M`, which is part of this repository |
// | uses the modules | [`src/policy-gradient`](../src/policy-gradient), [`src/tabular`](../src/tabular), [`src/rollout`](../src/rollout), [`src/training`](../src/training), [`src/figures`](../src/figures) |

// %%
import {
  countdown, entropy, figures, kernels, models, notebook, policyGradient, random,
  rollout, tabular, training,
} from "forking-tokens";

// %% [markdown]
// ## 1. The mask
//
// The paper's Eq. 6 takes DAPO's objective (notebook 02c), multiplies every token's term by an indicator and divides by the number of tokens that are left:
//
// $$J=\mathbb{E}\Bigg[\frac{\sum_i\sum_t\mathbb{1}\big[H_t^i\ge\tau_\rho\big]\min\big(r_t^iA_t^i,\operatorname{clip}(r_t^i,1-\epsilon_{\text{low}},1+\epsilon_{\text{high}})A_t^i\big)}{\sum_i\sum_t\mathbb{1}[H_t^i\ge\tau_\rho]}\Bigg]\quad\text{subject to }0<\#\{\text{right}\}<G,\qquad H_t=-\sum_v p_{t,v}\ln p_{t,v},$$
//
// with the threshold $\tau_\rho$ that leaves the share $\rho$ of the batch's tokens, the ratio $r_t$ to the policy that sampled, and no KL term.
//
// $H_t$ is the entropy of the distribution *before* token $t$ is drawn. It belongs to the position, not to the token. A fair coin has $\ln2=0.693$ nats;
// the paper's threshold for a reasoning model, 0.672 nats, is just below that.

// %%
const formula = (p: number[]) => -p.reduce((sum, x) => sum + x * Math.log(x), 0);
const examples = [[0.5, 0.5], [0.5, 0.3, 0.2], [0.99, 0.01]];
notebook.showTable(
  examples.map((p) => ({
    p: p.join(" "),
    formula: formula(p),
    "tokenEntropy(logits)": entropy.tokenEntropy(p.map(Math.log)),
    "effective choices": Math.exp(formula(p)),
  })),
);
const entropyGaps = examples.map(
  (p) => formula(p) - entropy.tokenEntropy(p.map(Math.log)),
);
notebook.checkStep("tokenEntropy = the formula", Math.max(...entropyGaps.map(Math.abs)));

// %% [markdown]
// Let us look at real
// responses: the base model of this repository writes out Countdown solutions (make 12 out of 9, 5, 3 and the like).

// %%
console.log((await kernels.selectBackend()).line);
const policy = models.loadPolicy("../data/models/M");
const problems = countdown
  .problemsOf("validation")
  .slice(0, 3)
  .map(({ problem }) => problem);
const task = countdown.countdownTask();
const { columns } = rollout.verifiedRollouts(policy, problems, {
  samplesPerPrompt: 2,
  maxNewTokens: 95,
  task: task,
  rng: random.seededRng(4),
});

// %%
const flat = Array.from(columns.tokens, (token, t) => ({
  row: columns.responses[t],
  token: token,
  H: columns.entropies[t],
}));
const rows = Array.from(columns.prompts.keys());
const entropies = flat.map(({ H }) => H);

// %%
const mask = policyGradient.highEntropyMask(entropies, { rho: 0.2 });
const threshold = policyGradient.entropyThreshold(entropies, { rho: 0.2 });
const keptCount = mask.reduce((sum, k) => sum + k, 0);
const words = flat.map(({ token }, t) => {
  const word = countdown.decodeTokens([token]);
  return mask[t] ? `[${word}]` : word;
});
console.log(words.filter((_, t) => flat[t].row === 0).join(" "));
console.log(
  `kept ${keptCount} of ${mask.length} tokens,`,
  `threshold ${threshold.toFixed(3)} nats`,
);
const lowestKept = Math.min(...entropies.filter((_, t) => mask[t] === 1));
const highestLeft = Math.max(...entropies.filter((_, t) => mask[t] === 0));
notebook.checkStep("top-k keeps ⌈ρn⌉ tokens", keptCount === Math.ceil(0.2 * mask.length));
notebook.checkStep("none that is left out is higher", highestLeft <= lowestKept);

// %% [markdown]
// In brackets stand the tokens that would receive gradient. They are where a number or an operation is chosen, and where the wording is free
// (the opener `try`): forks that matter and forks that do not, since entropy cannot tell them apart.
//
// ### What ρ means, and in which direction
//
// $\rho$ is the share that is **kept**, counted from the top: $\rho=0.2$ keeps the 20 % of highest entropy, $\rho=1$ keeps all. (TRL's `top_entropy_quantile` has the same
// direction; its first name, `token_entropy_percentile_threshold`, had the opposite one.)

// %%
const share = (mask: Uint8Array) =>
  mask.reduce((sum, kept) => sum + kept, 0) / mask.length;
notebook.showTable(
  [0.05, 0.1, 0.2, 0.5, 1].map((rho) => ({
    rho: rho,
    "kept by top-k": share(policyGradient.highEntropyMask(entropies, { rho: rho })),
    "threshold (nats)": policyGradient.entropyThreshold(entropies, { rho: rho }),
    "left to the bottom arm": share(
      policyGradient.lowEntropyMask(entropies, { rho: rho }),
    ),
  })),
);

// %% [markdown]
// ### Top-k or quantile, and ties
//
// "top-k" keeps exactly $\lceil\rho n\rceil$ tokens and breaks ties by position (the official code). "quantile" keeps every token at or above the
// interpolated $(1-\rho)$-quantile (TRL), so ties all stay. It matters exactly when many entropies are equal.

// %%
const tied = [0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0, 0, 0, 0];
const show = (mask: Uint8Array) => Array.from(mask).join(" ");
console.log("entropies ", tied.join(" "));
console.log("top-k     ", show(policyGradient.highEntropyMask(tied, { rho: 0.3 })));
console.log(
  "quantile  ",
  show(policyGradient.highEntropyMask(tied, { rho: 0.3, rule: "quantile" })),
);
const sizeOf = (rule: "top-k" | "quantile") =>
  policyGradient
    .highEntropyMask(tied, { rho: 0.3, rule: rule })
    .reduce((sum, kept) => sum + kept, 0);
notebook.checkStep(
  "top-k keeps 3, quantile all 6",
  sizeOf("top-k") === 3 && sizeOf("quantile") === 6,
);

// %% [markdown]
// ### Batch, micro-batch or response
//
// The share can be taken over the batch, over whatever part of it happens to lie on one device, or within each response. Over the batch, a hesitant response
// gets many tokens and a fluent one few.

// %%
const groups = flat.map(({ row }) => row);
const perResponse = policyGradient.highEntropyMask(entropies, {
  rho: 0.2,
  scope: "response",
  groups: groups,
});
const shareIn = (mask: Uint8Array, row: number) =>
  share(mask.filter((_, t) => groups[t] === row));
notebook.showTable(
  rows.map((row) => ({
    response: row,
    "kept, scope batch": shareIn(mask, row),
    "kept, scope response": shareIn(perResponse, row),
  })),
);
const disagreeing = mask.filter((k, t) => k !== perResponse[t]).length;
console.log("tokens on which the two disagree:", disagreeing, "of", mask.length);

// %% [markdown]
// ### Whose entropy?
//
// A batch of responses serves several gradient steps, and after the first of them the policy is no longer the one that sampled. The paper takes $H_t$ of the policy
// *being trained*, anew at each mini-batch; so do the official code, from the logits of the loss itself, and TRL, in a pass without gradient. LightRFT takes it of the policy that sampled,
// once. This kit does so by default, since the sampler has the entropies at no cost; `entropyOf: "current"` asks the policy being trained.
//
// All agree on two things. **The indicator is a constant**: nothing is differentiated through $H_t$ or the threshold, so the mask chooses among tokens and never pushes entropy itself.
// And **at which temperature**: $p_t=\operatorname{softmax}(z_t/T)$ with the sampling temperature $T$ (Eq. 1), LightRFT's raw logits apart. With $T=1$, as in the paper's training, there is no difference.
//
// How much hangs on it? The top 20 % of some responses as their sampler sees them, after the sixteen gradient steps that the paper takes on a batch, and at another temperature:

// %%
const moving = models.loadPolicy("../data/models/M");
const held = countdown.problemsOf("validation").slice(0, 40);
const sampled = rollout.verifiedRollouts(
  moving,
  held.map(({ problem }) => problem),
  { task: task, maxNewTokens: 95, rng: random.seededRng(6) },
);
const seenAt = (temperature: number) =>
  rollout.scoreTokens(moving, rollout.sequencesOf(sampled), { temperature: temperature })
    .entropies;
const bySampler = seenAt(1);
const cooler = seenAt(0.7);
const sixteen = { miniBatches: 16, learningRate: 4e-4, rule: "quantile" as const };
const once = training.rlvrConfig({ base: "../data/models/M", ...sixteen });
training.rlvrStep(moving, training.rlvrOptimizer(moving, once), once, 0);
const afterwards = seenAt(1);

// %%
const seen = {
  "the policy that sampled, T = 1": bySampler,
  "after 16 gradient steps on a batch": afterwards,
  "the policy that sampled, at T = 0.7": cooler,
};
notebook.showTable(
  Object.entries(seen).map(([whose, H]) => ({
    "entropies of": whose,
    "threshold (nats)": policyGradient.entropyThreshold(H, { rho: 0.2 }),
    "of the first's top 20 %": entropy.topEntropyOverlap(bySampler, H, { rho: 0.2 }),
  })),
);

// %% [markdown]
// Few tokens change sides. A lower temperature lowers every entropy, and the threshold with them, but leaves their order nearly as it is, and the mask sees the order alone. The
// updates of one batch move single positions. Over a whole training that adds up to something else ([notebook 07](07-entropy-through-training.ipynb)): whoever takes $H_t$ of the
// *base* model trains other tokens.
//
// ### Padding
//
// Batches are rectangular, so short responses are padded, and the model yields *some* entropy at a pad position. If that number takes part, it moves
// the threshold (this was a bug in TRL, #3709, where 4.9226 nats at pads took the places of real tokens).

// %%
const padded = [0.1, 1.2, 0.0, 0.8, 0.3, 4.9226, 4.9226, 4.9226, 4.9226, 4.9226];
const responseMask = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
const withMask = { rho: 0.4, responseMask: responseMask };
console.log(
  "without the response mask:",
  show(policyGradient.highEntropyMask(padded, { rho: 0.4 })),
);
console.log(
  "with it:                  ",
  show(policyGradient.highEntropyMask(padded, withMask)),
);
const tokensAlone = padded.slice(0, 5);
const unpadded = policyGradient.highEntropyMask(tokensAlone, { rho: 0.4 });
const withPads = policyGradient.highEntropyMask(padded, withMask).slice(0, 5);
notebook.checkStep("with it: as without pads", show(unpadded) === show(withPads));

// %% [markdown]
// ### Edge cases
//
// A batch may be empty after dynamic sampling, or hold one token. The mask has to answer without NaN, and to refuse what it cannot answer.

// %%
const attempt = (entropies: number[], options = {}) => {
  try {
    return `[${show(policyGradient.highEntropyMask(entropies, options))}]`;
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
};

// %%
const edges: [string, string][] = [
  ["no token", attempt([])],
  ["one token", attempt([0.3])],
  ["all ties, top-k", attempt([0.5, 0.5, 0.5])],
  ["rho = 1", attempt([0.1, 0.2, 0.3], { rho: 1 })],
  ["rho tiny", attempt([0.1, 0.2, 0.3], { rho: 1e-9 })],
  ["all padding", attempt([1, 2], { responseMask: [0, 0] })],
  ["NaN", attempt([0.1, Number.NaN])],
  ["rho = 0", attempt([0.1], { rho: 0 })],
];
notebook.showTable(edges.map(([input, answer]) => ({ input: input, answer: answer })));

// %% [markdown]
// ## 2. Five implementations, one batch
//
// The same words, "top 20 % by entropy", have become five different masks. Below they see the same 6 responses on two devices, 3 on each.

// %%
const shared = {
  entropies: entropies,
  responses: groups,
  ranks: groups.map((row) => Math.floor(row / 3)),
};
const masks = policyGradient.MASK_CONVENTIONS.map((convention) => ({
  name: convention.implementation,
  mask: convention.mask(shared, { rho: 0.2 }),
}));
const starts = flat
  .map(({ row }, t) => ({ token: t, rank: row === 3 }))
  .filter(({ token }) => token > 0 && groups[token] !== groups[token - 1]);
await notebook.showFigure(
  figures.maskComparisonFigure({
    entropies: entropies,
    masks: masks,
    boundaries: starts,
  }),
  "mask-comparison",
);

// %%
const official = masks[0].mask;
notebook.showTable(
  policyGradient.MASK_CONVENTIONS.map(
    ({ implementation, pool, rule, denominator }, i) => ({
      implementation: implementation,
      pool: pool,
      rule: rule,
      "divided by": denominator,
      kept: share(masks[i].mask),
      "differs from the official": masks[i].mask.filter((k, t) => k !== official[t])
        .length,
    }),
  ),
);

// %% [markdown]
// The masks are nearly the same when the pools are alike and differ most where the pool is a single response. The heaviest difference is not in the picture:
// the denominator.
//
// ## 3. Two normalizers
//
// Version 2 of the paper and the official code divide by the selected tokens; version 1, TRL and its followers divide by all tokens. The two differ by
// exactly the kept share.

// %%
const advantages = policyGradient.perToken(
  rows.map((row) => (row % 2 ? 1 : -1)),
  groups,
);
const logProbs = flat.map(({ H }) => -H);
const tokens = {
  logProbs: logProbs,
  oldLogProbs: logProbs,
  advantages: advantages,
  mask: mask,
};
const [bySelected, byAll] = (["selected", "all"] as const).map((normalizer) =>
  policyGradient.clippedSurrogate({ ...tokens, normalizer: normalizer }),
);
const scale = Math.hypot(...byAll.gradient) / Math.hypot(...bySelected.gradient);
notebook.checkStep('gradient with "all" = kept share x "selected"', scale - share(mask));

// %% [markdown]
// That is Eq. 6 as the library computes it. Written out, with the mask, and with a mask that keeps everything, which is DAPO's objective; the ratios are
// moved a little away from 1 so that some are clipped:

// %%
const moved = logProbs.map((x, t) => x + 0.3 * Math.sin(t));
const term = (t: number) => {
  const ratio = Math.exp(moved[t] - logProbs[t]);
  const clipped = Math.min(Math.max(ratio, 0.8), 1.28);
  return Math.min(ratio * advantages[t], clipped * advantages[t]);
};
const written = (kept: ArrayLike<number>) => {
  const chosen = flat.map((_, t) => t).filter((t) => kept[t] === 1);
  return chosen.reduce((sum, t) => sum + term(t), 0) / chosen.length;
};
const objectiveGaps = [mask, mask.map(() => 1)].map((kept) => {
  const computed = policyGradient.clippedSurrogate({
    ...tokens,
    logProbs: moved,
    mask: kept,
  });
  return Math.abs(written(kept) - computed.objective);
});
const [maskedGap, dapoGap] = objectiveGaps;
notebook.checkStep("Eq. 6 = clippedSurrogate with the mask", maskedGap);
notebook.checkStep("DAPO = clippedSurrogate with all tokens", dapoGap);

// %% [markdown]
// Is a factor of five in the loss a factor of five in training? Plain SGD moves by (learning rate × gradient): yes. Adam divides by a running size of the
// gradient, so a constant factor cancels. The next cells let both optimizers climb on the small decision process of notebook 01, with the whole gradient and with a fifth of it.

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const sgd = (rate: number) => (g: Float64Array) => g.map((x) => rate * x);

// %%
const adam = (rate: number, [beta1, beta2] = [0.9, 0.95]) => {
  const [m, s] = [new Float64Array(15), new Float64Array(15)];
  let t = 0;
  return (g: Float64Array) => {
    t += 1;
    return g.map((x, i) => {
      m[i] = beta1 * m[i] + (1 - beta1) * x;
      s[i] = beta2 * s[i] + (1 - beta2) * x * x;
      const first = m[i] / (1 - beta1 ** t);
      const second = s[i] / (1 - beta2 ** t);
      return (rate * first) / (Math.sqrt(second) + 1e-8);
    });
  };
};

// %%
type Vector = Float64Array;
type VectorMap = (from: Vector) => Vector;
const climb = (move: VectorMap, gradient: VectorMap, steps: number) => {
  let at = theta;
  for (let step = 0; step < steps; step++) {
    const delta = move(gradient(at));
    at = at.map((x, i) => x + delta[i]);
  }
  return tabular.expectedReturn(world, at);
};

// %%
const whole = (at: Float64Array) => tabular.gradientFromValues(world, at);
const fifth = (at: Float64Array) =>
  tabular.gradientFromValues(world, at).map((g) => 0.2 * g);
const optimizers = [
  ["SGD", () => sgd(0.5)],
  ["Adam", () => adam(0.02)],
] as const;
const climbs = optimizers.map(([name, make]) => ({
  optimizer: name,
  "selected (g)": climb(make(), whole, 60),
  "all (0.2 g)": climb(make(), fifth, 60),
}));
notebook.showTable(climbs, { digits: 6 });
const [sgdGap, adamGap] = climbs.map((row) => row["all (0.2 g)"] - row["selected (g)"]);
notebook.checkStep("SGD feels the factor", Math.abs(sgdGap) > 0.01);
notebook.checkStep("Adam does not", adamGap, { below: 1e-5 });

// %% [markdown]
// Under SGD the second normalizer is a five times smaller learning rate. Under Adam the two runs agree to six digits. They would part again
// with whatever is *not* scaled along: weight decay, an unmasked KL term, a gradient clip at a fixed norm.
//
// ## 4. What the mask does to the gradient
//
// Take a fixed threshold $h$ first. Then $I(s)=\mathbb{1}[H(s)\ge h]$ depends on the state alone, and three things follow.
//
// **A baseline stays unbiased.** $\mathbb{E}[I(s_t)\,b(s_t)\,\nabla\log\pi(a_t\mid s_t)]=0$ by the lemma of notebook 01, with $I\cdot b$ as the function of the state.

// %%
const H = tabular.stateEntropies(world, theta);
const I = Array.from(H, (h) => Number(h >= 0.672));
const { v } = tabular.exactValues(world, theta);
const masked = (baseline: ArrayLike<number>) => {
  const psi = ({ rewards, states }) =>
    policyGradient
      .rewardToGo(rewards)
      .map((G, t) => I[states[t]] * (G - baseline[states[t]]));
  return tabular.exactMoments(world, theta, psi).mean;
};
const gap = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])));
const baselineGap = gap(masked([0, 0, 0, 0, 0]), masked(v));
notebook.showTable(
  world.states.map((state, s) => ({ state: state, "entropy (nats)": H[s], kept: I[s] })),
);
notebook.checkStep("masked: no baseline = V as baseline", baselineGap);

// %% [markdown]
// **The masked sum is not the gradient of the original objective.** It lacks the rows of the states that were masked out.

// %%
const F = (at: Float64Array) =>
  tabular.gradientFromValues(world, at).map((g, i) => I[Math.floor(i / 3)] * g);
notebook.checkStep("the masked sum: the kept rows of ∇J", gap(F(theta), masked(v)));
console.log(
  "length of the exact gradient:",
  Math.hypot(...tabular.gradientFromValues(world, theta)).toFixed(4),
  "  of the masked one:",
  Math.hypot(...F(theta)).toFixed(4),
);

// %% [markdown]
// **It is not the gradient of any objective.** A gradient's Jacobian is symmetric ($\partial_j\partial_iJ=\partial_i\partial_jJ$). Here the row of a kept logit still
// depends on a masked one, but the masked row is zero and depends on nothing.

// %%
const jacobian = Array.from({ length: 15 }, (_, i) =>
  tabular.finiteDifferences((at) => F(at)[i], theta),
);
const asymmetries = jacobian.flatMap((row, i) =>
  Array.from(row, (x, j) => Math.abs(x - jacobian[j][i])),
);
const asymmetry = Math.max(...asymmetries);
console.log("largest |dF_i/dθ_j − dF_j/dθ_i|:", asymmetry.toFixed(4));
notebook.checkStep("the Jacobian is not symmetric", asymmetry > 0.001);
const gradJ = tabular.gradientFromValues(world, theta);
const inner = F(theta).reduce((sum, f, i) => sum + f * gradJ[i], 0);
notebook.checkStep("F · ∇J = |F|²", inner - Math.hypot(...F(theta)) ** 2);

// %% [markdown]
// It still climbs: with separate logits per state, $F\cdot\nabla J=|F|^2\ge0$, ascent in some coordinates with the others held still. In a network
// all positions share the weights, and not even this is guaranteed; whether it helps is a matter of experiment (notebook 06).
//
// **With a batch quantile** the threshold depends on the other tokens of the batch, hence, a little, on the actions taken: $a_t$ decides which states come
// later, they decide the threshold, and the threshold decides whether $s_t$ counts. Then the lemma fails. With a batch of a single trajectory or of two, the exact expectation of
// $\sum_tI_t\cdot1\cdot\nabla\log\pi(a_t\mid s_t)$, which should be zero, can be enumerated.
//
// (The policy is changed a little for this: the fork a bit less even, so that the second look is the more uncertain of the two.)

// %%
const firstTwoStates = [0.7, 0.2, 0.1, 0.5, 0.3, 0.2];
const hesitant = theta.map((x, i) => (i < 6 ? Math.log(firstTwoStates[i]) : x));
const uncertainty = tabular.stateEntropies(world, hesitant);
const everyPath = tabular
  .enumerateTrajectories(world, hesitant)
  .filter(({ rewards }) => rewards[0] === 1);
const batches1 = everyPath.map((a) => ({
  parts: [a],
  p: 2 * tabular.trajectoryProbability(a),
}));
const batches2 = batches1.flatMap((a) =>
  batches1.map((b) => ({ parts: [...a.parts, ...b.parts], p: a.p * b.p })),
);

// %%
const along = (values: ArrayLike<number>, states: readonly number[]) =>
  states.map((s) => values[s]);
const gradientAt = world.states.map((_, s) =>
  world.actions.map((_, a) => tabular.logProbGradient(world, hesitant, s, a)),
);
const keptIn = (states: number[]) =>
  policyGradient.highEntropyMask(along(uncertainty, states), {
    rho: 0.2,
    rule: "quantile",
  });

// %%
const leak = (batches: typeof batches1) => {
  const total = new Float64Array(15);
  for (const { parts, p } of batches) {
    const kept = keptIn(parts.flatMap(({ states }) => [...states]));
    const steps = parts.flatMap(({ states, actions }) =>
      states.map((s, t) => gradientAt[s][actions[t]]),
    );
    steps.forEach((g, k) =>
      g.forEach((x, i) => {
        total[i] += (p * kept[k] * x) / parts.length;
      }),
    );
  }
  return Math.hypot(...total);
};

// %%
const leaks = [leak(batches1), leak(batches2)];
const [ofOne, ofTwo] = leaks.map((length) => length.toFixed(4));
console.log("fixed threshold: 0   batch of 1:", ofOne, "  batch of 2:", ofTwo);
notebook.checkStep("with a batch quantile the lemma fails", Math.min(...leaks) > 0.001);

// %% [markdown]
// Not zero: with a batch quantile a baseline is *not* exactly unbiased. (Whoever waits brings the second look into the batch, and with it a
// token that pushes the fork out of the top 20 %: so the fork is counted only if its action was not to wait.) In batches of thousands of tokens the
// threshold hardly moves with one token, and the effect should fade.
//
// ### Four arms on the small process
//
// Exact gradient ascent, with gradient on all states, on those of at least 0.672 nats, on the others, and on the forks that matter (the opener left out).

// %%
const curve = (select: (at: Float64Array) => ArrayLike<number>, steps = 200) => {
  let at = theta;
  return Array.from({ length: steps + 1 }, () => {
    const value = tabular.expectedReturn(world, at);
    const chosen = select(at);
    const g = tabular.gradientFromValues(world, at);
    at = at.map((x, i) => x + 0.5 * chosen[Math.floor(i / 3)] * g[i]);
    return value;
  });
};

// %%
const uncertainAt = (at: Float64Array) =>
  tabular.stateEntropies(world, at).map((h) => Number(h >= 0.672));
const arms = {
  "all states": curve(() => [1, 1, 1, 1, 1]),
  "entropy ≥ 0.672": curve(uncertainAt),
  "entropy < 0.672": curve((at) => uncertainAt(at).map((kept) => 1 - kept)),
  "forks that matter": curve(() => [0, 1, 1, 0, 0]),
};

// %%
const armCurves = Object.entries(arms).map(([name, values]) => ({
  name: name,
  values: values,
}));
const lookAgain = theta.map((_, i) => (i === 5 || (i % 3 === 0 && i !== 3) ? 50 : 0));
await notebook.showFigure(
  figures.gradientAscentFigure({
    curves: armCurves,
    best: tabular.expectedReturn(world, lookAgain),
    title: "Which states receive gradient",
  }),
  "masked-ascent",
);
notebook.showTable(
  armCurves.map(({ name, values }) => ({
    arm: name,
    start: values[0],
    "after 50": values[50],
    "after 200": values[200],
  })),
);

// %% [markdown]
// Most of the gain is at the forks, as the paper finds for language models: 90 % when they are trained by name, 74 % with the entropy mask,
// and the low-entropy states alone give 6 %. But the mask is not free here: as the fork is learnt its entropy falls below the fixed threshold,
// it drops out of the mask, and learning stops short of "all". The forks by name go on. (This is a toy with a fixed threshold; what happens on the testbed is the subject of notebook 06.)
//
// ## What was claimed and what was measured

// %%
const writtenGap = Math.max(...objectiveGaps);
const gain = (arm: keyof typeof arms) => arms[arm][200] - arms[arm][0];
const shareOfGain = (arm: keyof typeof arms) => gain(arm) / gain("all states");

// %%
const claims: [string, number][] = [
  [
    "Eq. 6 and DAPO's objective, written out = clippedSurrogate (largest gap)",
    writtenGap,
  ],
  ["the two normalizers differ by the kept share (gap)", Math.abs(scale - share(mask))],
  ['SGD feels it: return with "all" less that with "selected"', sgdGap],
  ["Adam does not: the same difference", adamGap],
  ["masked, fixed threshold: a baseline stays unbiased (gap)", baselineGap],
  ["masked sum is no gradient: largest asymmetry of the Jacobian", asymmetry],
  ["batch quantile, 2 trajectories: the baseline leaks", leaks[1]],
  ['toy, entropy ≥ 0.672: share of the gain of "all"', shareOfGain("entropy ≥ 0.672")],
  ["toy, entropy < 0.672: the same", shareOfGain("entropy < 0.672")],
];
notebook.showTable(claims.map(([claim, value]) => ({ claim: claim, measured: value })));

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **3.1** ★ Plain SGD at a learning rate of $10^{-6}$ with the denominator "selected" and $\rho=0.2$. Which learning rate, in units of $10^{-6}$, gives the same steps with the denominator "all"?
//
// <details><summary>Hint (click)</summary>
//
// The gradient with "all" is smaller by the kept share.
//
// </details>

// %%
const answer31: number | undefined = undefined;
notebook.checkAnswer("3.1", answer31, "fa30eb8f0c62");

// %% [markdown]
// **3.2** ★ A batch has 130 response tokens and 70 pads, $\rho=0.2$, rule "top-k". How many tokens are kept? And how many if somebody forgot the response mask?
//
// <details><summary>Hint (click)</summary>
//
// $\lceil\rho n\rceil$, twice: what is $n$?
//
// </details>

// %%
const answer32: number[] | undefined = undefined;
notebook.checkAnswer("3.2", answer32, "dc5d0217dde3");

// %% [markdown]
// **3.3** ★ Two responses of ten tokens each, $\rho=0.2$, rule "top-k". The hesitant one has four tokens of 1 nat, the fluent one two of 0.5 nats; all other tokens have 0.1. How many tokens are kept in the hesitant and in the fluent one with scope "batch", and how many with scope "response"? Four numbers in this order.
//
// <details><summary>Hint (click)</summary>
//
// With scope "batch" there is one list of twenty entropies, with scope "response" there are two of ten.
//
// </details>

// %%
const answer33: number[] | undefined = undefined;
notebook.checkAnswer("3.3", answer33, "ad175aa697c0");

// %% [markdown]
// **3.4** ★★ Write the mask of rule "top-k" yourself: a function from entropies and $\rho$ to a list of zeros and ones, ties to the lower index, at least one token.
//
// <details><summary>Hint (click)</summary>
//
// Sort the indices, not the entropies. Array sorting is stable. Mind that $0.07\cdot100$ comes out a hair above 7.
//
// </details>

// %%
const answer34: ((entropies: number[], rho: number) => number[]) | undefined = undefined;
const cases: [number[], number][] = [
  [[0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0, 0, 0, 0], 0.3],
  [[0.2], 0.5],
  [[1, 2, 3, 4, 5], 0.21],
];
notebook.checkAnswer("3.4", answer34, (mine) =>
  cases.every(([list, rho]) => {
    const right = policyGradient.highEntropyMask(list, { rho: rho });
    return mine(list, rho).join() === right.join();
  }),
);

// %% [markdown]
// **3.5** ★★ The leak of section 4 in one state. It has $\pi=(0.5,\,0.3,\,0.2)$, and its token is kept unless the *third* action is taken. What is the expectation of $I\cdot\partial\log\pi(a)/\partial z_b$ for the three logits $z_b$? Three numbers. (A mask that looks at the state alone makes all three 0.)
//
// <details><summary>Hint (click)</summary>
//
// $\partial\log\pi(a)/\partial z_b=\mathbb{1}[a=b]-\pi_b$. Weigh with $\pi(a)$ and sum over the two actions that are kept.
//
// </details>

// %%
const answer35: number[] | undefined = undefined;
notebook.checkAnswer("3.5", answer35, "fda754cabc24");

// %% [markdown]
// **An open project** ★★★ The mask is a step: a token counts or it does not. Make it smooth, say $\sigma((H_t-\tau)/w)$ as a weight, and repeat section 4 with it for several widths $w$: how large are the leak of the batch quantile and the asymmetry of the Jacobian, and does learning still stop when the fork falls below the threshold? [11-your-own](11-your-own.ipynb) shows how to train with such a rule.
//
// **Next:** [03b-why-entropy-collapses](03b-why-entropy-collapses.ipynb): what drives the entropy that the mask reads; or at once the entropy of a reasoning model, measured ([notebook 04](04-token-entropy.ipynb)).
