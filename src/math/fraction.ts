import { Fraction } from "fraction.js";

export { Fraction };

/** An exact fraction of whole numbers of any size. */
export type Rational = InstanceType<typeof Fraction>;
