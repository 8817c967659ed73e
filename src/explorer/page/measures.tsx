import type { ShownRun } from "../shown-run.js";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What the rule keeps of a run, and how that fits the true forks. */
export function Measures({ shown: { run, weights } }: { shown: ShownRun }) {
  if ("refused" in weights)
    return (
      <p class="measures" role="status">
        <b>{run.name}</b> {weights.refused}
      </p>
    );
  const { label, kept, precision, recall } = weights;
  return (
    <p class="measures" role="status">
      <b title={run.about}>{run.name}</b> <span>{label}</span>
      <Measure name="kept" value={kept} title="share of the tokens that receive gradient" />
      {precision !== undefined && (
        <Measure name="precision" value={precision} title="of the kept tokens the share that are forks" />
      )}
      {recall !== undefined && (
        <Measure name="recall" value={recall} title="of the forks the share that is kept" />
      )}
      {precision === undefined && <span class="quiet">its true forks are not known</span>}
    </p>
  );
}

function Measure({ name, value, title }: { name: string; value: number; title: string }) {
  return (
    <span title={title}>
      {name} <meter min={0} max={1} value={value} aria-label={title} /> <output>{percent(value)}</output>
    </span>
  );
}
