/** Throws unless `tokens` holds at least `atLeast` ids, all of them on [0, vocabSize). `what` names them. */
export function checkTokens(
  tokens: ArrayLike<number>,
  vocabSize: number,
  { what, atLeast }: { what: string; atLeast: number },
): void {
  if (tokens.length < atLeast) throw new Error(`${what} is empty; it needs at least ${atLeast} token`);
  for (let i = 0; i < tokens.length; i++) {
    const id = tokens[i];
    if (!(Number.isInteger(id) && id >= 0 && id < vocabSize))
      throw new Error(`${what} holds token ${id}; the policy's tokens are 0 to ${vocabSize - 1}`);
  }
}
