export { chainOfThoughtFigure, type ThoughtToken } from "./entropy/chain-of-thought.js";
export { cumulativeEntropyFigure, type EntropySeries } from "./entropy/cumulative-entropy.js";
export { entropyChangeFigure } from "./entropy/entropy-change.js";
export { entropyDistributionFigure, type NamedDistribution } from "./entropy/entropy-distribution.js";
export { entropyInequalityFigure, type InequalityRow } from "./entropy/entropy-inequality.js";
export { entropyPercentilesFigure } from "./entropy/entropy-percentiles.js";
export { type DetectionCurve, forkDetectionFigure } from "./entropy/fork-detection.js";
export { groupSharesFigure, ROLE_COLORS } from "./entropy/group-shares.js";
export { learnedTokensFigure, type TokenGain } from "./entropy/learned-tokens.js";
export { overlapThroughTrainingFigure } from "./entropy/overlap-through-training.js";
export { type PercentileBars, percentileBarsFigure } from "./entropy/percentile-bars.js";
export { type TemperatureCurve, temperatureSplitFigure } from "./entropy/temperature-split.js";
export { tokenCloudFigure } from "./entropy/token-cloud.js";
export {
  errorBars,
  horizontalLine,
  type LineLook,
  lineWithBand,
  verticalLine,
} from "./parts.js";
export { baselineVarianceFigure } from "./policy-gradient/baseline-variance.js";
export { clippedObjectiveFigure } from "./policy-gradient/clipped-objective.js";
export { covarianceFigure } from "./policy-gradient/covariance.js";
export { criticValuesFigure } from "./policy-gradient/critic-values.js";
export { estimatorConvergenceFigure } from "./policy-gradient/estimator-convergence.js";
export { gaeTradeoffFigure } from "./policy-gradient/gae-tradeoff.js";
export { gradientAscentFigure } from "./policy-gradient/gradient-ascent.js";
export { maskComparisonFigure } from "./policy-gradient/mask-comparison.js";
export { oneTokenUpdateFigure } from "./policy-gradient/one-token-update.js";
export { predictedEntropyChangeFigure } from "./policy-gradient/predicted-entropy-change.js";
export { promptWeightFigure } from "./policy-gradient/prompt-weight.js";
export { type FormMoments, returnFormsFigure } from "./policy-gradient/return-forms.js";
export { type VarianceCurve, varianceBySamplesFigure } from "./policy-gradient/variance-by-samples.js";
export { saveFigure } from "./save-figure.js";
export { savedFigures, staleFiles } from "./saved-figures.js";
export { type ArmMeasure, armMeasuresFigure } from "./study/arm-measures.js";
export { type BandCurve, type CurvePanel, curvePanelsFigure } from "./study/curve-panels.js";
export { entropyPerformanceFigure } from "./study/entropy-performance.js";
export { gainBySizeFigure } from "./study/gain-by-size.js";
export { paperAccuracyFigure } from "./study/paper-accuracy.js";
export { type PointPanel, type PointSeries, pointPanelsFigure } from "./study/point-panels.js";
export { rhoAblationFigure } from "./study/rho-ablation.js";
export { type TrainingCurve, trainingCurvesFigure } from "./study/training-curves.js";
export { ARM_STYLES, figureLayout, OKABE_ITO, type SeriesStyle, seriesStyles } from "./theme.js";
