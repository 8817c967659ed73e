import { Fragment } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Branch } from "../explored-run.js";
import { type ShownRun, weightAt } from "../shown-run.js";
import { ResponseHead } from "./response-head.js";
import { isFork, tokenLook, tokenText } from "./token.js";
import { TokenFacts } from "./token-facts.js";
import { type Steps, useSteps } from "./use-steps.js";

/** One response in full: step through it token by token, and go on from a fork with another token. */
export function ResponseDetail({
  shown,
  start,
  token,
  label,
}: {
  shown: ShownRun;
  start: number;
  token: number;
  label: string;
}) {
  const steps = useSteps(shown, start, token);
  const { place, t, response, trail } = steps;
  const branch = shown.run.branches.find((one) => one.response === place && one.at === t);
  return (
    <section class="detail" aria-label={label}>
      <h2>
        <ResponseHead run={shown.run} response={response} />
      </h2>
      {trail.length > 0 && (
        <p class="trail">
          Another way, taken at token {trail[trail.length - 1].t + 1}.{" "}
          <button type="button" onClick={steps.back}>
            back
          </button>
        </p>
      )}
      <Stepper steps={steps} />
      <TokenButtons shown={shown} steps={steps} branch={branch} />
      <TokenFacts shown={shown} place={place} t={t} branch={branch} onBranch={steps.take} />
    </section>
  );
}

function Stepper({ steps: { t, playing, play, go, nextStop } }: { steps: Steps }) {
  return (
    <div class="stepper" role="toolbar" aria-label="Steps">
      <button type="button" onClick={() => go(nextStop(-1))}>
        ◀ stop
      </button>
      <button type="button" onClick={() => go(t - 1)}>
        ◀ token
      </button>
      <button type="button" aria-pressed={playing} onClick={() => play(!playing)}>
        {playing ? "pause" : "play"}
      </button>
      <button type="button" onClick={() => go(t + 1)}>
        token ▶
      </button>
      <button type="button" onClick={() => go(nextStop(1))}>
        stop ▶
      </button>
      <span class="quiet">stops: forks, and tokens that receive gradient</span>
    </div>
  );
}

/** The tokens as buttons. Left and right move by a token, up and down by a stop, digits take a branch, Backspace goes back. */
function TokenButtons({ shown, steps, branch }: { shown: ShownRun; steps: Steps; branch?: Branch }) {
  const { place, t, response, playing, go, nextStop } = steps;
  const line = useRef<HTMLDivElement>(null);
  const byKey = useRef(false);
  useLayoutEffect(() => {
    if (byKey.current) line.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
    byKey.current = false;
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, () => void> = {
      ArrowLeft: () => go(t - 1),
      ArrowRight: () => go(t + 1),
      ArrowUp: () => go(nextStop(-1)),
      ArrowDown: () => go(nextStop(1)),
      Home: () => go(0),
      End: () => go(response.tokens.length),
      Backspace: steps.back,
    };
    const option = branch?.options[Number(event.key) - 1];
    if (option) moves[event.key] = () => steps.take(option.response);
    if (!moves[event.key]) return;
    event.preventDefault();
    byKey.current = true;
    moves[event.key]();
  };
  const nameOf = (id: number, i: number): string =>
    [
      tokenText(shown.run, id),
      `entropy ${(response.entropies[i] ?? 0).toFixed(2)}`,
      ...(isFork(shown.run, response, i) ? ["fork"] : []),
      ...(weightAt(shown, place, i) ? ["receives gradient"] : []),
    ].join(", ");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the tokens in it are the buttons; it moves the focus among them
    <div ref={line} class="tokens" onKeyDown={onKeyDown}>
      {response.tokens.map((id, i) => {
        const look = tokenLook(shown, response, place, i);
        return (
          <Fragment key={`${place} ${i}`}>
            <button
              type="button"
              class={`${look.class}${i === t ? " current" : ""}${i > t && playing ? " coming" : ""}`}
              style={look.style}
              tabIndex={i === t ? 0 : -1}
              aria-current={i === t ? "step" : undefined}
              aria-label={nameOf(id, i)}
              onClick={() => go(i)}
            >
              {tokenText(shown.run, id)}
            </button>
            {shown.run.separator}
          </Fragment>
        );
      })}
    </div>
  );
}
