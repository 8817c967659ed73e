// tfjs with its gradients and chained operations registered (see src/bootstrap/build.mjs).
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";

require("../../tfjs-registrations.cjs");
// All that it changes: no greeting of the cpu backend and no advice on stderr.
tf.enableProdMode();

export { tf };
