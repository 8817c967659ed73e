/** Throws unless `values` holds exactly `length` entries. `name` and `per` word the message. */
export function checkLength(name: string, values: ArrayLike<unknown>, length: number, per: string): void {
  if (values.length !== length) {
    throw new Error(`${name} wants one entry per ${per} (${length}), received ${values.length}`);
  }
}

/** Throws unless rho is a share: 0 < rho <= 1. */
export function checkRho(rho: number): void {
  if (!(rho > 0 && rho <= 1)) throw new Error(`rho must lie in (0, 1], received ${rho}`);
}
