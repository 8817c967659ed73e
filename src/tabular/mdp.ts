/** What an action may lead to: the next state (null: the episode ends), with which probability and reward. */
export interface Transition {
  next: number | null;
  probability: number;
  reward: number;
}

/**
 * A Markov decision process small enough to enumerate: every action of a state leads to a few transitions, and the
 * next state always has a higher index, so that every episode ends and no state is visited twice.
 */
export interface Mdp {
  /** Names; state 0 is where every episode starts. */
  states: readonly string[];
  /** Names; the same actions are open in every state. */
  actions: readonly string[];
  /** transitions[state][action] */
  transitions: readonly (readonly (readonly Transition[])[])[];
}

/**
 * Returns the process unchanged, or throws: shapes, probabilities that sum to 1, next states further on.
 * @example checkedMdp(crossroads()).states
 */
export function checkedMdp(mdp: Mdp): Mdp {
  const { states, actions, transitions } = mdp;
  if (transitions.length !== states.length || transitions.some((row) => row.length !== actions.length))
    throw new Error(
      `transitions wants ${states.length} states x ${actions.length} actions, received ` +
        `[${transitions.map((row) => row.length).join(", ")}]`,
    );
  transitions.forEach((row, state) => {
    row.forEach((list, action) => {
      const where = `state "${states[state]}", action "${actions[action]}"`;
      const sum = list.reduce((total, { probability }) => total + probability, 0);
      if (Math.abs(sum - 1) > 1e-12)
        throw new Error(`${where}: probabilities must sum to 1, received ${sum}`);
      for (const { next } of list)
        if (next !== null && !(next > state && next < states.length))
          throw new Error(
            `${where}: next must be null or from ${state + 1} to ${states.length - 1}, received ${next}`,
          );
    });
  });
  return mdp;
}

/**
 * The example of the first three notebooks, a chain of thought in miniature with five states and three actions.
 * "opener" is a choice that changes nothing, followed by a toll decided by a coin; "fork" decides most; "second look"
 * is reached by waiting, for a small price; on "road" and "swamp" one action goes on and the others spoil the answer.
 * @example expectedReturn(crossroads(), crossroadsLogits())
 */
export function crossroads(): Mdp {
  const [fork, secondLook, road, swamp] = [1, 2, 3, 4];
  const toll: Transition[] = [
    { next: fork, probability: 0.5, reward: 1 },
    { next: fork, probability: 0.5, reward: -1 },
  ];
  const towards = (chanceOfRoad: number): Transition[] => [
    { next: road, probability: chanceOfRoad, reward: 0 },
    { next: swamp, probability: 1 - chanceOfRoad, reward: 0 },
  ];
  const end = (chanceOfReward: number): Transition[] => [
    { next: null, probability: chanceOfReward, reward: 1 },
    { next: null, probability: 1 - chanceOfReward, reward: 0 },
  ];
  return checkedMdp({
    states: ["opener", "fork", "second look", "road", "swamp"],
    actions: ["first", "second", "third"],
    transitions: [
      [toll, toll, toll],
      [towards(0.75), towards(0.25), [{ next: secondLook, probability: 1, reward: -0.1 }]],
      [towards(0.9), towards(0.1), end(0)],
      [end(0.9), end(0), end(0)],
      [end(0.2), end(0), end(0)],
    ],
  });
}

/**
 * Logits for `crossroads`, flat [state * 3 + action]: the opener is chosen 50 : 30 : 20, both forks are even, and on
 * "road" and "swamp" the action that goes on has probability 0.95.
 * @example actionProbabilities(crossroads(), crossroadsLogits(), 0) // 0.5, 0.3, 0.2
 */
export function crossroadsLogits(): Float64Array {
  const goOn = [0.95, 0.04, 0.01];
  return Float64Array.from([0.5, 0.3, 0.2, 1, 1, 1, 1, 1, 1, ...goOn, ...goOn], Math.log);
}
