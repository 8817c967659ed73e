import { loadScript, root } from "./load-script.js";

interface Figure {
  data: unknown[];
  layout: { width: number; height: number };
  config?: object;
}

declare global {
  interface Window {
    /** Called by the script of a figure with what it draws. */
    bookFigure: (figure: Figure) => void;
    Plotly: {
      newPlot(place: HTMLElement, data: unknown[], layout: object, config: object): Promise<unknown>;
    };
  }
}

/** Makes a drawn figure as narrow as its place, and never wider than it is; plotly follows the pointer through that. */
function fit(drawn: HTMLElement, { width }: Figure["layout"]): void {
  const place = drawn.parentElement!;
  drawn.style.width = `${width}px`;
  drawn.style.transformOrigin = "0 0";
  new ResizeObserver(() => {
    const scale = Math.min(1, place.clientWidth / width);
    drawn.style.transform = `scale(${scale})`;
    place.style.height = `${drawn.offsetHeight * scale}px`;
  }).observe(place);
}

/** Replaces a picture by its interactive figure when it comes into sight; until then, and without plotly, it stays. */
export function drawFigures(): void {
  const figures = new Map<string, Figure>();
  window.bookFigure = (figure) => {
    figures.set((document.currentScript as HTMLScriptElement).getAttribute("src")!, figure);
  };
  const draw = async (place: HTMLElement): Promise<void> => {
    const address = place.dataset.figure!;
    await Promise.all([loadScript(`${root}assets/plotly.js`), loadScript(address)]);
    const { data, layout, config } = figures.get(address)!;
    const drawn = document.createElement("div");
    const picture = place.querySelector("img")!;
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", picture.alt);
    place.append(drawn);
    await window.Plotly.newPlot(drawn, data, layout, { ...config, responsive: false, displaylogo: false });
    picture.remove();
    fit(drawn, layout);
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        draw(target as HTMLElement).catch((error) => console.warn(error));
      }
    },
    { rootMargin: "300px" },
  );
  for (const place of document.querySelectorAll("[data-figure]")) watcher.observe(place);
}
