/** Light or dark as the system has it, until the reader says otherwise; the choice is kept. */
export function theme(): void {
  const page = document.documentElement;
  const chosen = stored();
  if (chosen) page.dataset.theme = chosen;
  document.querySelector(".theme")!.addEventListener("click", () => {
    const isDark = page.dataset.theme
      ? page.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    page.dataset.theme = isDark ? "light" : "dark";
    try {
      localStorage.setItem("theme", page.dataset.theme);
    } catch {
      // A browser that keeps nothing for pages of a folder changes this page only.
    }
  });
}

function stored(): string | null {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
}
