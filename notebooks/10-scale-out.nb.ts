// %% [markdown]
// # 10 · The same experiment on a cluster
//
// This kit trains models of a hundred thousand parameters. Whoever has the machines moves to the engines that the field runs: TRL, and verl, in a fork
// of which the paper's authors published their code. What becomes of each setting there, what the engine does otherwise, what it costs, and whether an
// engine that shares no line with ours finds what ours finds.
//
// After it you can
//
// - [ ] read a launch folder for TRL or verl line by line, and say what each engine does otherwise
// - [ ] reckon the tokens, operations and GPU-hours of a run, and say why the mask saves none
// - [ ] say what pooling the threshold over fewer responses does to the mask
//
// | | |
// |---|---|
// | shows | a launch folder for TRL and one for verl, line by line → tokens, operations, GPU-hours → what the threshold's pool does to the mask → TRL's runs beside ours |
// | takes | under a minute on two cores |
// | needs | notebooks 03 and 06; the base model `data/models/M`, the runs in `data/runs` and `data/imported`, all part of this repository; no Python |
// | uses the modules | [`src/scale-out`](../src/scale-out), [`src/study`](../src/study), [`src/rollout`](../src/rollout), [`src/claims`](../src/claims), [`src/figures`](../src/figures) |

// %%
import {
  claims, countdown, figures, kernels, models, notebook, random, rollout, scaleOut,
  study,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## 1. A launch folder for TRL
//
// `npm run scale-out -- trl --model Qwen/Qwen3-14B-Base --rule top --rho 0.2 --out DIR` writes a folder and starts nothing. For a Qwen3 model the
// settings are the paper's: those of its text and, where the text is silent, of its official script. This is what is in it:

// %%
const paper = scaleOut.launchSettings({ engine: "trl", model: "Qwen/Qwen3-14B-Base" });
const trl = scaleOut.trlFiles(paper);
notebook.showTable(
  Object.entries(trl).map(([name, file]) => ({
    file: name,
    characters: file.text.length,
  })),
);

// %% [markdown]
// `launch.json` holds every setting of ours and what it became: options of TRL, or the file that honours it. A setting that TRL cannot honour never gets
// this far: it is an error that says which engine can.

// %%
const record = JSON.parse(trl["launch.json"].text);
const became = (setting) =>
  [
    ...Object.entries(setting.options ?? {}).map(([name, value]) => `${name} = ${value}`),
    ...(setting.by ? [setting.by] : []),
    ...(setting.note ? [setting.note] : []),
  ].join("; ");
notebook.showTable(
  record.settings.map((setting) => ({
    setting: setting.setting,
    value: String(setting.value),
    became: became(setting),
  })),
  { limit: 60 },
);

// %% [markdown]
// `grpo.json` are the arguments of TRL's `GRPOConfig`, all written out. The lines that differ from TRL's defaults, which would have trained something else
// without a word. Two are traps: `top_entropy_quantile` is the share that is *kept*, in spite of its name, and 20 is taken and trains on all tokens; an
// unknown `loss_type` fails after the first rollout. Both are refused here.

// %%
const options = JSON.parse(trl["grpo.json"].text);
const defaults = scaleOut.grpoDefaults();
const differing = Object.keys(options).filter((name) => options[name] !== defaults[name]);
notebook.showTable(
  differing.map((name) => ({
    option: name,
    here: String(options[name]),
    "TRL's default": String(defaults[name]),
  })),
  { limit: 60 },
);

// %% [markdown]
// `train.py` is short. TRL masks by entropy itself; the class below adds the rules that TRL lacks, logs the threshold and the share kept, and divides by
// the tokens kept, as the paper's Eq. 6 does and TRL does not.

// %%
const script = trl["train.py"].text;
const from = script.indexOf("class TokenRuleTrainer");
console.log(script.slice(from, script.indexOf("def top_of_each_response")));

// %% [markdown]
// What remains different, and is said in the folder:

// %%
for (const deviation of record.deviations) console.log(`- ${deviation}\n`);

// %% [markdown]
// ## 2. A launch folder for verl
//
// The paper's fork has the mask as one option, `actor.entropy_top_ratio`. verl itself (`--mainline`) has none: it trains on all tokens, or by rules that are
// policy losses there, Clip-Cov, KL-Cov, CISPO, GSPO, SAPO and DPPO. The command line below is checked against the fork's own composed configuration, which
// was recorded with it, and was composed by the fork itself on a machine without a GPU. It was never trained by this project. Where verl is installed, a test
// has it compose these lines and compares the gradients of its policy losses with those of our rules, token by token.

// %%
const verl = scaleOut.verlFiles(
  scaleOut.launchSettings({ engine: "verl", model: "Qwen/Qwen3-14B-Base" }),
);
console.log(verl["run.sh"].text);

// %%
for (const deviation of JSON.parse(verl["launch.json"].text).deviations)
  console.log(`- ${deviation}\n`);

// %% [markdown]
// ## 3. What it costs
//
// A forward pass takes two operations a weight and token, an update four times that (backward pass, activations computed again), and attention more the
// longer the response. The paper states neither hardware nor hours. This reckons 85 rollout batches of 512 × 16 responses, as long
// from the start as the final models' answers on the paper's six benchmarks, with 1.5 responses sampled for each that is trained on (groups without spread), on H100s. The utilizations (8 % when sampling, 35 % otherwise) are assumptions: half or double is as likely.
//
// The mask saves nothing: every token is sampled and goes through both passes, whether it receives gradient or not. What differs between the arms is the
// length of the answers.

// %%
const total = (stages) =>
  stages.sampling + stages.scoring + stages.update;
const sizes = ["8B", "14B", "32B"];
const costs = sizes.flatMap((size) =>
  ["all", "top"].map((arm) => {
    const model = `Qwen/Qwen3-${size}-Base`;
    const config = scaleOut.launchSettings({
      engine: "verl",
      model: model,
      config: { arm: arm as "all" | "top" },
    }).config;
    const cost = scaleOut.launchCost(config);
    const hours = total(cost.gpuHours);
    return {
      model: `Qwen3-${size}`,
      arm: arm === "all" ? "all tokens" : "top 20 %",
      "tokens a response": Math.round(cost.responseTokens),
      "billion tokens": cost.trainedTokens / 1e9,
      "10^21 operations": total(cost.operations) / 1e21,
      "GPU-hours": Math.round(hours),
      "of them sampling": `${Math.round((100 * cost.gpuHours.sampling) / hours)} %`,
    };
  }),
);
notebook.showTable(costs, { digits: 2 });

// %% [markdown]
// ## 4. Whose top 20 %?
//
// The paper takes the threshold over a batch; its code over one micro-batch of one rank; TRL over one micro-batch of all ranks; others over each
// response. On one GPU with room for everything these are the same. On a cluster they are not. Here are 512 responses of the base model to 64 problems,
// and masks whose threshold is taken over pools of 1 to 512 responses, in the order in which ranks would hold them.

// %%
const policy = models.loadPolicy("../data/models/M");
const rng = random.seededRng(10);
const problems = Array.from({ length: 64 }, () =>
  countdown.sampleProblem(rng, { split: "train" }),
);
const sampled = rollout.verifiedRollouts(policy, problems, {
  task: countdown.countdownTask(),
  samplesPerPrompt: 8,
  maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
  rng: rng,
});
policy.dispose();
const poolSizes = Array.from({ length: 10 }, (_, i) => 2 ** i);
const effects = poolSizes.map((size) => scaleOut.poolEffect(sampled.columns, size));

// %%
const span = (part, digits) =>
  `${part.low.toFixed(digits)} to ${part.high.toFixed(digits)}`;
notebook.showTable(
  effects.map((effect) => ({
    "responses a pool": effect.responses,
    pools: effect.pools,
    "kept as over the batch": `${(100 * effect.overlap).toFixed(1)} %`,
    "threshold, nats": span(effect.threshold, 3),
    "kept of a response": span(effect.keptOfResponse, 2),
  })),
);

// %% [markdown]
// The smaller the pool, the more the threshold scatters; with one response a pool the mask is "a fifth of each response" instead of "the most uncertain fifth
// of all". For this model the difference is small, for its responses are alike; it grows with how much responses differ in
// uncertainty. The first rows are what long responses and a small micro-batch lead to: with one response of 20,480 tokens on a GPU and no gathering over
// ranks, every response is its own pool.

// %%
await notebook.showFigure(
  figures.trainingCurvesFigure(
    [
      {
        name: "kept as over the batch",
        steps: poolSizes.map(Math.log2),
        values: effects.map((effect) => effect.overlap),
      },
    ],
    {
      title: "The same mask from smaller pools",
      x: "log2 of the responses that share a threshold",
      y: "share of the batch's mask",
    },
  ),
  "mask-by-threshold-pool",
);

// %% [markdown]
// ## 5. TRL beside this kit
//
// The folder for our own model M runs on a CPU. TRL trained M from the same base model, on the same problems in the same order (seed for seed), at the
// learning rate of our study, for 200 rollout batches; `npm run import-runs` read its logs and had every checkpoint judged by our own evaluator. What
// differs: TRL's sampler, its loss and its optimiser; no dynamic sampling; the threshold over a mini-batch, anew at each step.

// %%
const imported = scaleOut.asRecordedRuns(scaleOut.readImportedRuns());
const theirs = scaleOut.engineArms(imported, "trl");
const ours = scaleOut.engineArms(study.readRecordedRuns(), "main");
const testOf = (run) => study.evaluationOf(run, "test").accuracy;
const partner = (arm, seed) => ours[arm].runs.find((run) => run.config.seed === seed);
notebook.showTable(
  ["all", "top"].flatMap((arm) =>
    theirs[arm].runs.map((run) => ({
      arm: theirs[arm].label,
      seed: run.config.seed,
      "test accuracy, TRL": 100 * testOf(run),
      "test accuracy, here": 100 * testOf(partner(arm, run.config.seed)),
      "through training, TRL": 100 * scaleOut.accuracyThroughTraining(run),
      "through training, here":
        100 * scaleOut.accuracyThroughTraining(partner(arm, run.config.seed)),
    })),
  ),
  { digits: 1 },
);

// %%
const validation = (run) =>
  run.evaluations.filter((line) => line.split === "validation");
const meanCurve = (arm, where, runs) => {
  const steps = validation(runs[0]).map((line) => line.step);
  const at = (i) => runs.map((run) => validation(run)[i].accuracy);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    name: `${theirs[arm].label}, ${where}`,
    arm: arm,
    dash: where === "TRL" ? "dot" as const : "solid" as const,
    steps: steps,
    values: steps.map((_, i) => mean(at(i))),
  };
};
const paired = (arm) => theirs[arm].runs.map((run) => partner(arm, run.config.seed));
await notebook.showFigure(
  figures.trainingCurvesFigure(
    ["all", "top"].flatMap((arm) => [
      meanCurve(arm, "TRL", theirs[arm].runs),
      meanCurve(arm, "here", paired(arm)),
    ]),
    {
      title: `Two engines, the same seeds (${study.seedsText([theirs.all, theirs.top])})`,
      y: "accuracy on validation",
    },
  ),
  "trl-beside-ours",
);

// %% [markdown]
// The claim, with its margin set before the runs were looked at: all tokens above the top 20 % through training, and each arm's test accuracy within five
// points of ours. The interval is Student's over seeds. Five pairs were planned; where fewer are recorded the table says how many, and with one pair
// there is no interval and the claim stays undecided.

// %%
claims.recordClaims([scaleOut.engineClaim(theirs, ours)]);

// %% [markdown]
// ## 6. Our own study on many machines
//
// The study is hundreds of runs of some minutes on one core each. `npm run scale-out -- slurm --preset full --only rho/ --out DIR` writes a
// Slurm array (and a list of commands for any shell), each of whose tasks is one planned run, called by its name; `ray` a driver that does the same as tasks
// of a Ray cluster. Finished runs are skipped, lost ones repeated, run folders brought back. With `--model data/models/M --seeds 5` in place of `--preset`, and
// any setting, it is five runs of one configuration.
//
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **10.1** ★ The paper's rollout batch has 512 prompts, its mini-batch 32. How many gradient steps does one batch give, and how many do 85 batches? Two numbers.
//
// <details><summary>Hint (click)</summary>
//
// Every prompt is used once.
//
// </details>

// %%
const answer101: number[] | undefined = undefined;
notebook.checkAnswer("10.1", answer101, "fddb398f74a1");

// %% [markdown]
// **10.2** ★★ A model of 14 billion weights is updated on one billion tokens. Attention left aside, how many hours does an H100 of $989\cdot10^{12}$ operations a second take at a utilization of 35 % (to the nearest hour)?
//
// <details><summary>Hint (click)</summary>
//
// Section 3: the forward pass takes two operations a weight and token, the update four times that.
//
// </details>

// %%
const answer102: number | undefined = undefined;
notebook.checkAnswer("10.2", answer102, "7c2a41795567", { digits: 0 });

// %% [markdown]
// **10.3** ★★ Two responses of five tokens have the entropies 1.0, 0.9, 0.8, 0.7, 0.6 and 0.5, 0.4, 0.3, 0.2, 0.1. Which share of the top 20 % over both is still kept if each response has a threshold of its own?
//
// <details><summary>Hint (click)</summary>
//
// Write down the two masks, of two tokens each.
//
// </details>

// %%
const answer103: number | undefined = undefined;
notebook.checkAnswer("10.3", answer103, "809e22533b6b");

// %% [markdown]
// **An open project** ★★★ If you have a GPU: start the folder for TRL with a small model, once with the threshold over all responses of a step and once over each response (`--set scope=response`), three seeds each. Does the difference between the masks that section 4 counts show in what is learned? Bring the runs back with `npm run import-runs` and judge them as section 5 does.
