import MiniSearch from "minisearch";
import { loadScript, root } from "./load-script.js";

interface Found {
  id: number;
  url: string;
  page: string;
  title: string;
  text: string;
}

declare global {
  interface Window {
    /** Called by search.js with the sections of the book. */
    bookSections: (sections: Found[]) => void;
  }
}

const SHOWN = 12;
/** Characters of a section that are shown around the first word that was found. */
const AROUND = 110;

/** Finds sections as the reader types. The index is loaded at the first key. */
export function search(): void {
  const input = document.querySelector<HTMLInputElement>("search input")!;
  const list = document.querySelector<HTMLElement>(".found")!;
  let index: MiniSearch<Found> | undefined;
  window.bookSections = (sections) => {
    index = new MiniSearch({
      fields: ["title", "text", "page"],
      storeFields: ["url", "page", "title", "text"],
      searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
    });
    index.addAll(sections);
  };
  const show = async (): Promise<void> => {
    await loadScript(`${root}assets/search.js`);
    const found =
      input.value.trim() === ""
        ? []
        : (index!.search(input.value) as unknown as (Found & { terms: string[] })[]);
    list.replaceChildren(...found.slice(0, SHOWN).map(result));
    if (input.value.trim() !== "" && found.length === 0) list.textContent = "nothing found";
  };
  input.addEventListener("input", () => void show());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      list.replaceChildren();
    }
    if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    input.focus();
  });
}

/** A link with the place of the first word that was found. */
function result({ url, page, title, text, terms }: Found & { terms: string[] }): HTMLElement {
  const link = document.createElement("a");
  link.href = root + url;
  const name = document.createElement("b");
  name.textContent = title && title !== page ? `${page}: ${title}` : page;
  const places = terms.map((term) => text.toLowerCase().indexOf(term)).filter((place) => place >= 0);
  const from = Math.max(0, (places.length > 0 ? Math.min(...places) : 0) - AROUND / 2);
  const excerpt = document.createElement("span");
  excerpt.textContent = `${from > 0 ? "…" : ""}${text.slice(from, from + AROUND)}`;
  link.append(name, excerpt);
  return link;
}
