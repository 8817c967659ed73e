const KEY = `ticked ${location.pathname}`;

/** What the reader has ticked on this page stays ticked. */
export function ticks(): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>("li.task input")];
  const name = (box: HTMLInputElement): string => box.parentElement!.textContent!.trim();
  const known = stored();
  for (const box of boxes) {
    if (known) box.checked = known.includes(name(box));
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(KEY, JSON.stringify(boxes.filter(({ checked }) => checked).map(name)));
      } catch {
        // A browser that keeps nothing for pages of a folder changes this page only.
      }
    });
  }
}

function stored(): string[] | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}
