// Word problems to be answered with \boxed{N}; pays for the format, right or wrong.
import { formatTask } from "forking-tokens/math";

export default formatTask({ format: "boxed" });
