import { Fragment } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ShownRun } from "../shown-run.js";
import { ResponseHead } from "./response-head.js";
import { tokenLook, tokenText } from "./token.js";

/** Pixels; every row is as high, so that the rows in sight follow from the scroll position alone. */
const ROW_HEIGHT = 98;
/** Rows drawn above and below those in sight. */
const SPARE_ROWS = 3;
/** Of a longer response a row shows the beginning. */
const ROW_TOKENS = 160;

interface ListProps {
  runs: readonly ShownRun[];
  selected: number;
  /** A response, and the token in it that was meant. */
  onSelect: (response: number, token?: number) => void;
  onHover: (target: { run: number; place: number; t: number; x: number; y: number } | undefined) => void;
}

/** The responses of one run, or of two side by side. Only the rows in sight are in the document. */
export function ResponseList({ runs, selected, onSelect, onHover }: ListProps) {
  const count = Math.max(...runs.map(({ run }) => run.responses.length));
  const list = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = list.current!;
    const read = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = list.current!;
    const [top, bottom] = [selected * ROW_HEIGHT, (selected + 1) * ROW_HEIGHT];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight)
      element.scrollTop = bottom - element.clientHeight;
  }, [selected]);

  const first = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - SPARE_ROWS);
  const last = Math.min(count, Math.ceil((view.top + view.height) / ROW_HEIGHT) + SPARE_ROWS);
  const page = Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1);
  const moves: Record<string, number> = {
    ...{ ArrowUp: selected - 1, ArrowDown: selected + 1, PageUp: selected - page, PageDown: selected + page },
    ...{ Home: 0, End: count - 1 },
  };
  return (
    <div
      ref={list}
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label="Responses"
      aria-activedescendant={`response-${selected}`}
      onScroll={(event) =>
        setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
      }
      onKeyDown={(event) => {
        if (moves[event.key] === undefined) return;
        event.preventDefault();
        onSelect(Math.min(count - 1, Math.max(0, moves[event.key])));
      }}
      onPointerOver={(event) => onHover(hovered(event))}
      onPointerLeave={() => onHover(undefined)}
    >
      <div class="list-all" role="presentation" style={{ height: `${count * ROW_HEIGHT}px` }}>
        {Array.from({ length: last - first }, (_, i) => first + i).map((place) => (
          <div
            key={place}
            id={`response-${place}`}
            class="row"
            role="option"
            tabIndex={-1}
            aria-selected={place === selected}
            aria-setsize={count}
            aria-posinset={place + 1}
            style={{ top: `${place * ROW_HEIGHT}px`, height: `${ROW_HEIGHT}px` }}
            onClick={(event) => onSelect(place, hovered(event)?.t)}
            onKeyDown={(event) => event.key === "Enter" && onSelect(place)}
          >
            {runs.map((shown, run) => (
              <RowCell key={run} shown={shown} place={place} run={run} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function RowCell({ shown, place, run }: { shown: ShownRun; place: number; run: number }) {
  // The same element again leaves the cell as it is while other rows come and go.
  return useMemo(() => {
    const response = shown.run.responses[place];
    if (!response) return <div class="cell" />;
    return (
      <div class="cell">
        <div class="row-head">
          <ResponseHead run={shown.run} response={response} />
        </div>
        <div class="tokens" data-run={run} data-place={place}>
          {response.tokens.slice(0, ROW_TOKENS).map((id, t) => (
            <Fragment key={t}>
              <span data-t={t} {...tokenLook(shown, response, place, t)}>
                {tokenText(shown.run, id)}
              </span>
              {shown.run.separator}
            </Fragment>
          ))}
          {response.tokens.length > ROW_TOKENS && "…"}
        </div>
      </div>
    );
  }, [shown, place, run]);
}

/** The token under the pointer. */
function hovered(event: MouseEvent): Parameters<ListProps["onHover"]>[0] {
  const token = (event.target as HTMLElement).closest<HTMLElement>("[data-t]");
  const line = token?.closest<HTMLElement>("[data-place]");
  if (!token || !line) return undefined;
  const { left, bottom } = token.getBoundingClientRect();
  return {
    run: Number(line.dataset.run),
    place: Number(line.dataset.place),
    t: Number(token.dataset.t),
    x: left,
    y: bottom,
  };
}
