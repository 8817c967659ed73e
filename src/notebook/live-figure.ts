import { type Figure, plainFigure, renderFigure } from "../rendering/index.js";
import { createDisplay } from "./display.js";
import { HEADLESS_VARIABLE } from "./preset.js";
import { displayFigure, pictureBundle, pictureMetadata } from "./show-figure.js";
import { stopSignal } from "./stop-signal.js";

export interface LiveFigure {
  /**
   * Offers a new state, drawn if the last one is old enough; a function is called only then. Await it in a long
   * loop: it lets the picture out. An error of an earlier drawing is thrown here, and that the cell was stopped.
   */
  update(figure: Figure | (() => Figure)): Promise<void>;
  /** Shows the last state for good, interactive where the front end knows plotly; a name also saves it to figures/. */
  finish(figure: Figure, name?: string): Promise<void>;
}

/** The first drawing loads plotly.js and takes long: it must not hold up the second for as long again. */
const LONGEST_PAUSE_MS = 2000;

/**
 * A figure that grows in place while the cell runs, redrawn at most `perSecond` times a second and seldom enough that
 * drawing takes little of the time; its place is where it was created. Where no one watches (a headless run) only the
 * last state is drawn.
 * @example await liveFigure({ perSecond: 2 }).update(figure)
 */
export function liveFigure({ perSecond = 2 }: { perSecond?: number } = {}): LiveFigure {
  const display = createDisplay();
  const signal = stopSignal();
  display.show({ "text/plain": "The figure follows." });
  let drawing: Promise<void> | undefined;
  let failure: unknown;
  let nextTime = 0;

  async function draw(figure: Figure): Promise<void> {
    const start = Date.now();
    try {
      const plain = plainFigure(figure);
      display.show(pictureBundle(plain, await renderFigure(plain)), pictureMetadata(plain));
    } catch (error) {
      failure = error;
    }
    const pause = Math.min(3 * (Date.now() - start), LONGEST_PAUSE_MS);
    nextTime = Math.max(start + 1000 / perSecond, Date.now() + pause);
    drawing = undefined;
  }

  return {
    async update(figure) {
      if (process.env[HEADLESS_VARIABLE]) return;
      if (!drawing && Date.now() >= nextTime)
        drawing = draw(typeof figure === "function" ? figure() : figure);
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      if (failure) throw failure;
    },
    async finish(figure, name) {
      await drawing;
      signal.throwIfAborted();
      if (failure) throw failure;
      await displayFigure(display, figure, name);
    },
  };
}
