/** Throws unless `values` holds exactly `length` entries. `name` and `per` word the message. */
export function checkLength(name: string, values: ArrayLike<unknown>, length: number, per: string): void {
  if (values.length !== length) {
    throw new Error(`${name} wants one entry per ${per} (${length}), received ${values.length}`);
  }
}
