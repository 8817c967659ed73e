/** Where the book begins, seen from this page: "" or "../". */
export const root = document.documentElement.dataset.root ?? "";

const loading = new Map<string, Promise<void>>();

/** Loads a script once. Pages that are opened from a folder may load scripts, but not read files. */
export function loadScript(address: string): Promise<void> {
  let known = loading.get(address);
  if (!known) {
    known = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${address} is missing`));
      document.head.append(script);
    });
    loading.set(address, known);
  }
  return known;
}
