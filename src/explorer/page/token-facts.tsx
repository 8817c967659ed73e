import type { ComponentChildren } from "preact";
import { type Branch, type ExploredResponse, responseAt } from "../explored-run.js";
import { type ShownRun, weightAt } from "../shown-run.js";
import { tokenText } from "./token.js";

const nats = (value: number | null | undefined): string =>
  value === null || value === undefined
    ? "not shown"
    : `${value.toFixed(3).replace(/^-(?=0\.0+$)/, "")} nats`;
const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

interface FactsProps {
  shown: ShownRun;
  place: number;
  t: number;
  branch?: Branch;
  /** Called with the place of the response that the reader goes on with. */
  onBranch?: (place: number) => void;
}

/** All that is known of one token: its distribution, role, advantage and weight, and where other choices led. */
export function TokenFacts({ shown, place, t, branch, onBranch }: FactsProps) {
  const { run, columns } = shown;
  const response = responseAt(run, place);
  const weight = weightAt(shown, place, t);
  const inBatch = place < run.responses.length;
  return (
    <div class="facts">
      <p class="facts-title">
        <bdi class="token">{tokenText(run, response.tokens[t])}</bdi> token {t + 1} of{" "}
        {response.tokens.length}
      </p>
      <dl>
        <Fact name="entropy">{entropyText(response, t)}</Fact>
        <Fact name="log-probability">{nats(response.logProbs[t])}</Fact>
        {response.roles && <Fact name="role">{run.roleNames[response.roles[t]]}</Fact>}
        {response.reward !== undefined && inBatch && (
          <Fact name="advantage">{columns.advantages[columns.starts[place]].toFixed(2)}</Fact>
        )}
        <Fact name="weight">{weight === undefined ? "none: not in the batch" : weight.toFixed(2)}</Fact>
      </dl>
      <Distribution shown={shown} response={response} t={t} branch={branch} onBranch={onBranch} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function entropyText({ entropies, entropyHigh }: ExploredResponse, t: number): string {
  if (!entropyHigh) return nats(entropies[t]);
  const high = entropyHigh[t];
  return `at least ${nats(entropies[t])}${high === null ? "" : `, at most ${nats(high)}`}`;
}

interface DistributionProps extends Pick<FactsProps, "shown" | "t" | "branch" | "onBranch"> {
  response: ExploredResponse;
}

function Distribution({ shown: { run }, response, t, branch, onBranch }: DistributionProps) {
  const pairs = response.top?.[t] ?? [];
  const listed = Array.from({ length: pairs.length / 2 }, (_, i) => ({
    id: pairs[2 * i],
    p: pairs[2 * i + 1],
  }));
  if (listed.length === 0) return <p>Its distribution was not recorded.</p>;
  const rest = 1 - listed.reduce((sum, { p }) => sum + p, 0);
  return (
    <table>
      <caption>Instead of it{branch && ", and how many went right from there"}</caption>
      <tbody>
        {listed.map(({ id, p }, i) => {
          const option = branch?.options.find(({ token }) => token === id);
          return (
            <tr key={i} class={id === response.tokens[t] ? "taken" : ""}>
              <th scope="row">
                <bdi>{tokenText(run, id)}</bdi>
                {id === response.tokens[t] && <span class="quiet"> taken</span>}
              </th>
              <td class="bar">
                <span style={{ width: `${100 * p}%` }} /> {percent(p)}
              </td>
              {branch && (
                <td>
                  {option && (
                    <>
                      <meter min={0} max={option.samples} value={option.successes} /> {option.successes}/
                      {option.samples}{" "}
                      <button type="button" onClick={() => onBranch?.(option.response)}>
                        go on
                      </button>
                    </>
                  )}
                </td>
              )}
            </tr>
          );
        })}
        {rest > 0.005 && (
          <tr class="quiet">
            <th scope="row">all others</th>
            <td class="bar">
              <span style={{ width: `${100 * rest}%` }} /> {percent(rest)}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
