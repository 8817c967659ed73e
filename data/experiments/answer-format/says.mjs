// Word problems to be answered with "The answer is N."; pays for the format, right or wrong.
import { formatTask } from "forking-tokens/math";

export default formatTask({ format: "says" });
