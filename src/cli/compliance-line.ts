import type { FormatCompliance } from "../math/index.js";
import type { Interval } from "../statistics/index.js";

/** How a model keeps to a format, in one line. */
export function complianceLine({
  format,
  responses,
  problems,
  compliant,
  readable,
  right,
  cutOff,
}: FormatCompliance): string {
  const share = ({ estimate, low, high }: Interval): string =>
    `${(100 * estimate).toFixed(1)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
  const shares = [
    `in the format ${share(compliant)}`,
    `readable ${share(readable)}`,
    `right ${share(right)}`,
    ...(cutOff ? [`cut off by length ${share(cutOff)}`] : []),
  ];
  return `${format}: ${shares.join(", ")}; ${responses} responses to ${problems} problems`;
}
