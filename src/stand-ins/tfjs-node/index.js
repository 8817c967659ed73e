require("@tensorflow/tfjs-backend-cpu");
require("../../../dist/tfjs-registrations.cjs");
module.exports = require("@tensorflow/tfjs-core");
