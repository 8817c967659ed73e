declare module "jstat" {
  export const jStat: {
    studentt: {
      cdf(t: number, degrees: number): number;
      inv(probability: number, degrees: number): number;
    };
    /** Noncentral t: `cdf(t, degrees, noncentrality)`. */
    noncentralt: { cdf(t: number, degrees: number, noncentrality: number): number };
    normal: { inv(probability: number, mean: number, deviation: number): number };
  };
}
