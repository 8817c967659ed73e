export { type ArmMeasure, armMeasuresFigure } from "./arm-measures.js";
export { baselineVarianceFigure } from "./baseline-variance.js";
export { chainOfThoughtFigure, type ThoughtToken } from "./chain-of-thought-heat-map.js";
export { clippedObjectiveFigure } from "./clipped-objective.js";
export { covarianceFigure } from "./covariance-and-entropy.js";
export { criticValuesFigure } from "./critic-values.js";
export { cumulativeEntropyFigure, type EntropySeries } from "./cumulative-entropy.js";
export { type BandCurve, type CurvePanel, curvePanelsFigure } from "./curve-panels.js";
export { entropyChangeFigure } from "./entropy-change-by-percentile.js";
export { entropyDistributionFigure, type NamedDistribution } from "./entropy-distribution.js";
export { entropyPercentilesFigure } from "./entropy-percentiles.js";
export { entropyPerformanceFigure } from "./entropy-performance.js";
export { escapeText } from "./escape-text.js";
export { estimatorConvergenceFigure } from "./estimator-convergence.js";
export {
  type Figure,
  type FigureLayout,
  plainFigure,
} from "./figure.js";
export { type DetectionCurve, forkDetectionFigure } from "./fork-detection.js";
export { gaeTradeoffFigure } from "./gae-tradeoff.js";
export { gainBySizeFigure } from "./gain-by-size.js";
export { gradientAscentFigure } from "./gradient-ascent.js";
export { groupSharesFigure, ROLE_COLORS } from "./group-shares.js";
export { maskComparisonFigure } from "./mask-comparison.js";
export { oneTokenUpdateFigure } from "./one-token-update.js";
export { overlapThroughTrainingFigure } from "./overlap-through-training.js";
export { paperPoints } from "./paper-points.js";
export { predictedEntropyChangeFigure } from "./predicted-entropy-change.js";
export { promptWeightFigure } from "./prompt-weight.js";
export { type RenderedFigure, renderFigure } from "./render-figure.js";
export { type FormMoments, returnFormsFigure } from "./return-forms.js";
export { rhoAblationFigure } from "./rho-ablation.js";
export { figuresFolder, saveFigure } from "./save-figure.js";
export { savedFigures, staleFiles } from "./saved-figures.js";
export { type TemperatureCurve, temperatureSplitFigure } from "./temperature-split.js";
export { ARM_STYLES, FIGURE_THEME, figureLayout, lineWithBand, OKABE_ITO, withAlpha } from "./theme.js";
export { tokenCloudFigure } from "./token-cloud.js";
export { type TrainingCurve, trainingCurvesFigure } from "./training-curves.js";
export { type VarianceCurve, varianceBySamplesFigure } from "./variance-by-samples.js";
