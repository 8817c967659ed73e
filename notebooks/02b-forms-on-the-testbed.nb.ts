// %% [markdown]
// # 02b · The forms on the testbed
//
// Theory compares estimates of one gradient; training strings many of them together. Notebook 02 had exact tables of $V$ and $Q$. Here the policy is a language model, nobody has
// the tables, and a critic must learn them from the rewards that come. What does it learn, what do the forms make of it, and which of them trains best?
//
// After it you can
//
// - [ ] say which of the six forms coincide in language, and why
// - [ ] measure what a critic knows, and how credit travels back to a fork
// - [ ] judge a comparison of returns by seeds, intervals and the budget each form was given
//
// | | |
// |---|---|
// | shows | the forms in language; a critic trained live, and what it has understood; eight forms trained on the testbed with five seeds each |
// | takes | under a minute on two cores |
// | needs | notebook 02; the base model and the recorded runs, which the repository holds |
// | uses the modules | [`src/policy-gradient`](../src/policy-gradient) (returns, advantages), [`src/training`](../src/training) (the critic), [`src/study`](../src/study) (recorded runs), [`src/rollout`](../src/rollout), [`src/tabular`](../src/tabular), [`src/statistics`](../src/statistics), [`src/figures`](../src/figures) |

// %%
import {
  countdown, figures, kernels, models, notebook, policyGradient, random, rollout,
  statistics, study, tabular, tokens, training,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const along = (values: ArrayLike<number>, tau) =>
  tau.states.map((s: number) => values[s]);
const gap = statistics.largestDifference;

// %% [markdown]
// ## 1. The forms in language
//
// From here on the policy is the language model `data/models/M` on Countdown, the reward 0 or 1
// comes with the last token, and $\gamma=1$. Three things follow before anything is trained:
//
// - Forms 1 and 2 are the same numbers: no reward lies in the past.
// - A state is the text so far, so the next state is certain: $s_{t+1}$ is $s_t$ followed by $a_t$, and $Q^\pi(s_t,a_t)=r_t+V^\pi(s_{t+1})$. With exact tables **forms 5 and 6 are the same numbers** too.
// - Nobody has the tables. Forms 4 to 6 and GAE need a **critic**, a network that learns $V$ and $Q$ from the rewards that came. Then forms 5 and 6 differ again: form 5 asks for an
//   opinion on the token before it is read, form 6 looks at the text with the token in it and, at the end, at the true reward.
//
// The critic ([`src/training/critic.ts`](../src/training/critic.ts)) is a second decoder of the same shape that starts from the base model's weights, with a linear head: one row for $V(s)$, one a token $a$ for $Q(s,a)-V(s)$.
// It is fitted to every rollout batch by $\sum_t\,(V(s_t)-R)^2+(Q(s_t,a_t)-R)^2$, *after* the batch was used to train the policy: a critic that has seen how a response ended is no function of the state, and the proofs of notebook 02 fail.
//
// The second point, on the small process with every coin replaced by its likelier side:

// %%
const likelier = (a, b) => (b.probability > a.probability ? b : a);
const certain = {
  ...world,
  transitions: world.transitions.map((row) =>
    row.map((list) => [{ ...list.reduce(likelier), probability: 1 }]),
  ),
};
const known = tabular.exactValues(certain, theta);
const walks = tabular.sampleTrajectories(certain, theta, {
  count: 100,
  rng: random.seededRng(5),
});
const sameForms = walks.map((tau) =>
  gap(
    policyGradient.advantageValue(known.q, known.v, tau.states, tau.actions),
    policyGradient.tdResidual(tau.rewards, [...along(known.v, tau), 0]),
  ),
);
const formGap = Math.max(...sameForms);
notebook.checkStep("forms 5 and 6 agree when the next state is certain", formGap);

// %% [markdown]
// ## 2. A critic, live
//
// Ten steps in which only the critic learns, then four that train the policy with GAE. The share of the rewards' variance that $V$ explains, $1-\sum(R-V)^2/\sum(R-\bar R)^2$, is measured on each batch before the critic has seen it.

// %%
const policy = models.loadPolicy("../data/models/M");
const live = training.rlvrConfig({
  base: "../data/models/M",
  arm: "all",
  advantage: "gae",
  miniBatches: 1,
  seed: 11,
});
const [optimizer, critic] = [
  training.rlvrOptimizer(policy, live),
  training.createCritic(policy, live),
];
const progress = notebook.progressLine("critic and policy", { total: 14 });
const explained: number[] = [];
for (let step = 0; step < 14; step++) {
  const line = training.rlvrStep(policy, optimizer, live, step, { critic: critic });
  explained.push(line.explainedByV);
  progress.update(step + 1, `V explains ${explained[step].toFixed(2)}`);
}
progress.finish();
const batchByBatch = explained.map((x) => x.toFixed(2)).join("  ");
console.log("explained by V, batch by batch:", batchByBatch);

// %% [markdown]
// It starts worse than the mean reward (a fresh head says V = 0 everywhere), and soon explains about a tenth. A tenth of what? On fresh responses, apart by
// what is written of the last attempt: not yet its result, the result alone, or the verdict too (`yes`, or `no so`). V speaks before the next token is read, Q with it:

// %%
const validation = countdown
  .problemsOf("validation")
  .slice(0, 40)
  .map((entry) => entry.problem);
const fresh = rollout.verifiedRollouts(policy, validation, {
  samplesPerPrompt: 4,
  maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
  task: countdown.countdownTask(),
  rng: random.seededRng(12),
});
const freshTokens = fresh.columns;
const judged = critic.values(rollout.sequencesOf(fresh));
const written = judged.map((_, row) =>
  tokens.ofResponse(freshTokens, freshTokens.tokens, row).lastIndexOf(countdown.TOKEN.so),
);

// %%
type Cut = (row: number) => [number, number?];
const explainedOf = (part: "v" | "q", cut: Cut) =>
  training.explainedVariance(
    judged.map((values, row) => values[part].slice(...cut(row))),
    freshTokens.rewards,
  );
const cuts: Cut[] = [
  (row) => [0, written[row] - 1],
  (row) => [written[row] - 1, written[row]],
  (row) => [written[row]],
];
const [before, between, after] = cuts.map((cut) => ({
  "explained by V": explainedOf("v", cut),
  "explained by Q": explainedOf("q", cut),
}));
const soFar = "written of the last attempt";
notebook.showTable([
  { [soFar]: "not yet the result", ...before },
  { [soFar]: "the result, not yet the verdict", ...between },
  { [soFar]: "result and verdict", ...after },
]);

// %% [markdown]
// So the critic has learned to *check a finished result against the target*: in the one state between result and verdict V explains 0.76.
// About the choices that lead to the result it knows nothing. How much there is to know can be measured: from every position of one response,
// let the policy write on 64 times and count how often it ends right. That is $V^\pi(s_t)$ up to sampling noise.

// %%
const row = fresh.verdicts.findIndex(
  ({ reward, extras }) => reward === 1 && extras.attempts === 2,
);
const answered = freshTokens.prompts[row];
const [problem, prompt] = [fresh.problems[answered], fresh.prompts[answered]];
const response = tokens.ofResponse(freshTokens, freshTokens.tokens, row);
const prefixes = Array.from(response, (_, t) =>
  Int32Array.of(...prompt, ...response.subarray(0, t)),
);
const onward = rollout.sampleResponses(policy, prefixes, {
  samplesPerPrompt: 64,
  maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
  rng: random.seededRng(13),
  eosId: countdown.EOS,
});
const rewardOf = (t: number, i: number) => {
  const rest = tokens.ofResponse(onward.columns, onward.columns.tokens, 64 * t + i);
  return countdown.verify(problem, [...response.subarray(0, t), ...rest]).reward;
};
const sampledV = prefixes.map((_, t) =>
  statistics.studentInterval(Array.from({ length: 64 }, (_, i) => rewardOf(t, i))),
);

// %%
const words = countdown.decodeTokens(response).split(" ");
const roles = fresh.verdicts[row].roles;
const realForks = Array.from(response.keys()).filter(
  (t) => roles[t] === countdown.ROLE.real,
);
await notebook.showFigure(
  figures.criticValuesFigure({
    tokens: words,
    sampled: sampledV,
    critic: judged[row].v,
    forks: realForks,
    title: "What the reward depends on, and what the critic has noticed",
  }),
  "critic-on-one-response",
);

// %% [markdown]
// The true value moves at the forks (dashed), most of all at the last operation: the wrong `-` of the first attempt costs 0.4, the right `+` of the second brings certainty. Between forks it moves by
// sampling noise only. The critic's line hardly moves at them: it falls when the wrong result `7` stands there, one token before `no`, and rises when the right one does, one token before `yes`.
// What the forms make of that, at the real forks and at the three certain tokens behind the last one:

// %%
const { v: V, q: Q } = judged[row];
const end = response.length - 1;
const outcome = Float64Array.from(response, (_, t) => (t === end ? 1 : 0));
const credit = {
  "5 Q − V": Q.map((value, t) => value - V[t]),
  "6 TD residual": policyGradient.tdResidual(outcome, [...V, 0]),
  "GAE λ = 0.95": policyGradient.generalizedAdvantage(outcome, [...V, 0], {
    lambda: 0.95,
  }),
  "3 to-go minus V": policyGradient.baselinedReturn(outcome, V),
};
const truth = sampledV.map(
  ({ estimate }, t) => (sampledV[t + 1]?.estimate ?? 1) - estimate,
);
notebook.showTable(
  [...realForks, ...[3, 2, 1].map((back) => written[row] - back)].map((t) => ({
    token: words[t],
    "real fork": realForks.includes(t) ? "yes" : "",
    "true advantage (± 0.17)": truth[t],
    ...Object.fromEntries(Object.entries(credit).map(([name, psi]) => [name, psi[t]])),
  })),
  { digits: 2 },
);

// %% [markdown]
// Forms 5 and 6 are right about `wait`: the critic has seen that the attempt failed, and knows that giving up (`so`) now ends at 0. About the choices that decide, the last operations `-` and `+`, they know nothing. Form 6 pays that surprise to the tokens behind the fork, which were certain: their $\nabla\log\pi$ is next to zero,
// and the credit is lost. GAE with $\lambda=0.95$ passes it back to the forks, losing a twentieth a token. With $\lambda=1$ nothing is lost: that is form 3, in which the critic only lowers the reward by a baseline. It praises the wrong `-` too, as every form without a critic does; only other responses set that right.
//
// So here is a prediction: trained with forms 4 to 6 and this critic, the policy should learn to *try again*, and not to *choose better*.
//
// ## 3. The recorded runs
//
// 60 steps from the base model, 16 prompts × 8 responses, one gradient step each, Adam at 2e-4, gradient on all tokens, five seeds; what differs is $\Psi_t$ and what hangs on it. Every run samples the same number of responses: forms with a critic spend the first ten steps on the critic alone. Forms made
// from a group's rewards drop the groups without spread (dynamic sampling); with a critic every response counts. Adam absorbs the scale of $\Psi$, so no form is normalized further. The command, which goes on where it stood:
//
// ```
// npm run ablate -- --preset full --only return-forms
// ```
//
// (One run of your own: `npm run train -- --base data/models/M --arm all --set 'advantage="gae"' --set lambda=0.9 --out runs/mine`.)

// %%
const looks: [string, string, string, string?][] = [
  ["1 total return", "total", figures.OKABE_ITO.black, "dot"],
  ["3 minus the others' mean (RLOO)", "leave-one-out", figures.OKABE_ITO.blue],
  ["3 and ÷ deviation (GRPO)", "group", figures.OKABE_ITO.skyBlue, "dash"],
  ["3 minus the critic's V (GAE λ = 1)", "gae 1", figures.OKABE_ITO.green],
  ["GAE λ = 0.95", "gae 0.95", figures.OKABE_ITO.orange],
  ["6 TD residual", "td", figures.OKABE_ITO.vermillion],
  ["5 Q − V", "q-minus-v", figures.OKABE_ITO.purple, "dash"],
  ["4 Q", "q", "#767676", "dot"],
];
const recorded = study.runGroups(study.readRecordedRuns(), {
  experiments: ["return-forms"],
});
const keyOf = ({ advantage: form, lambda }) => (form === "gae" ? `gae ${lambda}` : form);
const trainedForms = looks.map(([label, key, color, dash]) => {
  const arm = recorded.find(({ config }) => keyOf(config) === key);
  return { label: label, color: color, dash: dash, arm: arm };
});
const [groupForms, criticForms] = [trainedForms.slice(0, 3), trainedForms.slice(3)];
console.log(study.seedsText(recorded), "a form,", recorded[0].config.steps, "steps");

// %%
const lookOf = (form) => ({ name: form.label, color: form.color, dash: form.dash });
const accuracyCurve = (form) => ({
  ...lookOf(form),
  ...study.rolloutCurve(form.arm, ({ trainAccuracy }) => trainAccuracy),
});
const criticCurve = (form) => ({
  ...lookOf(form),
  ...study.rolloutCurve(form.arm, ({ explainedByV }) => explainedByV),
});
const [noCritic, withCritic] = [groupForms, criticForms].map((list) =>
  list.map(accuracyCurve),
);
const range: [number, number] = [0.15, 0.6];
await notebook.showFigure(
  figures.curvePanelsFigure(
    [
      { y: "training accuracy, no critic", curves: noCritic, range: range },
      { y: "training accuracy, with a critic", curves: withCritic, range: range },
      { y: "variance of R explained by V", curves: criticForms.map(criticCurve) },
    ],
    { title: "The forms on the testbed (means of 10 steps, 95 % over seeds)" },
  ),
  "forms-on-the-testbed",
);

// %% [markdown]
// The left and the middle panel have the same axis. At the end, on the test split (problems that this training never saw, four responses each), with Student's 95 % intervals over the seeds; the difference to RLOO is paired by seed.

// %%
const rlooArm = trainedForms[1].arm;
const testAccuracy = (run) => study.evaluationOf(run, "test").accuracy;
const firstRight = (run) => study.evaluationOf(run, "test").firstAttemptAccuracy;
const entropyLeft = (run) => study.evaluationOf(run, "test").meanEntropy;
const attemptsMade = (run) => study.evaluationOf(run, "test").meanAttempts;
const finals = trainedForms.map(({ label, color, arm }) => ({
  ...{ label: label, color: color, arm: arm, values: arm.runs.map(testAccuracy) },
  interval: statistics.studentInterval(arm.runs.map(testAccuracy)),
  toRloo: study.differenceBySeed(arm, rlooArm, testAccuracy).student,
}));

// %%
const column10 = (arm, from: number) =>
  arm.runs.map((run) => {
    const ten = run.steps.slice(from, from + 10);
    return ten.reduce((sum, line) => sum + line.trainAccuracy / 10, 0);
  });
const afterFifty = trainedForms.map(
  ({ arm }, i) => statistics.studentInterval(column10(arm, i < 3 ? 40 : 50)).estimate,
);
notebook.showTable(
  finals.map(({ label, values, interval, toRloo }, i) => ({
    form: label,
    "test accuracy of each seed": values.map((x) => x.toFixed(3)).join(", "),
    mean: interval.estimate,
    low: interval.low,
    high: interval.high,
    "less RLOO": toRloo.estimate,
    from: toRloo.low,
    to: toRloo.high,
    "training accuracy, policy steps 41–50": afterFifty[i],
  })),
);

// %%
const atTheStart = training.evaluatePolicy(models.loadPolicy("../data/models/M"), {
  split: "test",
  samples: 4,
  maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
});
const overRuns = (arm, measure: (run) => number) =>
  statistics.studentInterval(arm.runs.map(measure)).estimate;
notebook.showTable([
  {
    form: "base model",
    accuracy: atTheStart.accuracy,
    "first attempt right": atTheStart.firstAttemptAccuracy,
    attempts: atTheStart.meanAttempts,
  },
  ...trainedForms.map(({ label, arm }) => ({
    form: label,
    accuracy: overRuns(arm, testAccuracy),
    "first attempt right": overRuns(arm, firstRight),
    attempts: overRuns(arm, attemptsMade),
  })),
]);

// %%
const endPanel = (name: string, measure: (run) => number, reference: number) => ({
  ...{ name: name, reference: reference },
  arms: trainedForms.map(({ label, color, arm }) => ({
    ...{ label: label, color: color, values: arm.runs.map(measure) },
    interval: statistics.studentInterval(arm.runs.map(measure)),
  })),
});
await notebook.showFigure(
  figures.armMeasuresFigure(
    [
      endPanel("accuracy", testAccuracy, atTheStart.accuracy),
      endPanel("first attempt right", firstRight, atTheStart.firstAttemptAccuracy),
      endPanel("attempts", attemptsMade, atTheStart.meanAttempts),
      endPanel("entropy (nats)", entropyLeft, atTheStart.meanEntropy),
    ],
    { title: "The test split after 60 steps (circles: seeds; dotted: the base model)" },
  ),
  "forms-at-the-end",
);

// %% [markdown]
// What was measured, in plain words:
//
// - **Without a critic** the accuracy rises from 0.21 to 0.48 or 0.49, and total return, RLOO and GRPO cannot be told apart. Theory had not promised much: with rewards of 0 and 1 at a rate $p$, centring lowers the second moment from $p$ to $p(1-p)$, by a fifth at the start and half at the end; dropping the groups without
//   spread removes part of that by itself; and Adam absorbs the scale that GRPO changes.
// - **With the critic as a baseline** (form 3, and GAE with $\lambda=0.95$) the runs end 4 and 3 points behind RLOO after as many responses, of which ten steps taught only the critic. At the same number of policy steps they are not behind (last column of the first table; the problems are others there, good for a few points either way).
//   A baseline need not be right, and this one costs a second network to do what the mean of seven neighbors does.
// - **With the critic's opinion as the signal** (forms 4, 5 and 6) they end 12, 6 and 16 points behind RLOO. At the same number of policy steps 4 and 6 are still far behind, 5 a little. Form 6 bears the prediction out to the letter: a whole attempt more than the base model, and a first attempt that is right as rarely as before (0.14 and 0.13; RLOO: 0.25).
//   Forms 4 and 5 make more attempts than RLOO too, but have also learned to choose somewhat better; no cell here shows from where the critic's $Q$ knows.
//
// The order is not that of notebook 02. There the tables were right and form 5 had the least variance; here the tables are learned, the bias of wrong tables decides, and it is largest where nothing but the critic is asked. The right panel says why it does not go away: from step 20 on $V$ explains a tenth of the reward's variance, whatever the form, and section 2 has shown where that tenth comes
// from: the tokens from the last result on. To know more it would have to see whether a move leads to the target, that is, to solve the problem. Another critic (larger, or fitted longer) might; this one is what the same budget of responses buys, and on this testbed the mean of a group does better for less.
//
// ## What was claimed and what was measured

// %%
const claims: [string, number][] = [
  ["forms 5 and 6 agree when the next state is certain (gap)", formGap],
  ["live critic: variance explained by V before the result", before["explained by V"]],
  ["live critic: between result and verdict", between["explained by V"]],
  ["live critic: after the verdict", after["explained by V"]],
];
notebook.showTable(claims.map(([claim, value]) => ({ claim: claim, measured: value })));

// %%
notebook.showTable(
  finals
    .filter(({ arm }) => arm !== rlooArm)
    .map(({ label, toRloo }) => ({
      claim: `trained: test accuracy of ${label}, less RLOO's`,
      measured: toRloo.estimate,
      "95 % from": toRloo.low,
      to: toRloo.high,
    })),
);

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **2b.1** ★ In language the next state is the text with the token in it. With the exact $V$ and $Q$, which two of the six forms are then the same numbers, although one
// of them needs no $Q$? Two form numbers in ascending order.
//
// <details><summary>Hint (click)</summary>
//
// Write down $Q(s_t,a_t)$ when nothing is left to chance after $a_t$.
//
// </details>

// %%
const answer2b1: number[] | undefined = undefined;
notebook.checkAnswer("2b.1", answer2b1, "46a4d4492f8c");

// %% [markdown]
// **2b.2** ★ Four responses have the rewards $(1,0,0,1)$, and a critic says $V=(0.75,\,0.25,\,0.25,\,0.75)$. Which share of the rewards' variance does it explain?
//
// <details><summary>Hint (click)</summary>
//
// One minus the sum of squared errors over the sum of squares around the mean.
//
// </details>

// %%
const answer2b2: number | undefined = undefined;
notebook.checkAnswer("2b.2", answer2b2, "e8147278354b");

// %% [markdown]
// **2b.3** ★★ A critic notices what a fork has brought about twelve tokens later, in a single TD residual of 0.5; all other residuals are 0. How much of it does GAE with $\gamma=1$, $\lambda=0.95$ credit to the fork?
//
// <details><summary>Hint (click)</summary>
//
// The residual is $\delta_{t+12}$ as seen from the fork.
//
// </details>

// %%
const answer2b3: number | undefined = undefined;
notebook.checkAnswer("2b.3", answer2b3, "cd7a3b9f7638");

// %% [markdown]
// **2b.4** ★★ Write the number of exercise 2b.2 as a function of the values and the rewards. A constant critic that says the mean must get 0, the right one 1.
//
// <details><summary>Hint (click)</summary>
//
// Two sums over the same index; divide, and take from one.
//
// </details>

// %%
type Explained = (values: number[], rewards: number[]) => number;
const answer2b4: Explained | undefined = undefined;
notebook.checkAnswer("2b.4", answer2b4, (mine) => {
  const near = (x: number, y: number) => Math.abs(x - y) < 1e-9;
  const worse = mine([0, 1], [1, 0]);
  return (
    near(mine([0.5, 0.5], [1, 0]), 0) && near(mine([1, 0], [1, 0]), 1) && near(worse, -3)
  );
});

// %% [markdown]
// **An open project** ★★★ The critic checks a finished result and no more. Give it more (several fits to each batch, a larger learning rate, a larger model) and see whether the variance it explains *before* the last result rises, and whether the forms that ask it for its opinion then catch up with the mean of a group. Count the responses that each is given.
//
// **Next:** [02c-ratio-clip-and-kl](02c-ratio-clip-and-kl.ipynb): what to do when the samples are old.
