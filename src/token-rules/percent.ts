/** 0.2 -> "20 %" */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
