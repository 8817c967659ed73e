// tfjs with its gradients and chained operations registered (see src/bootstrap/build.mjs).
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";

require("../../tfjs-registrations.cjs");
// The cpu backend greets on stderr at its first tensor unless told that it has done so.
Object.assign(tf.findBackend("cpu"), { firstUse: false });

export { tf };
