import type { CodeCell, MimeBundle, Output } from "./nbformat.js";

/** What a kernel sends to show something: `display_id` names the output that later updates replace. */
export interface DisplayData {
  data: MimeBundle;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: string };
}

/** Collects the outputs of one run the way a notebook front end does. */
export class OutputRecorder {
  readonly #displays = new Map<string, Extract<Output, { output_type: "display_data" }>[]>();

  stream(cell: CodeCell, name: "stdout" | "stderr", text: string): void {
    const last = cell.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text = foldReturns(last.text + text);
    else cell.outputs.push({ output_type: "stream", name, text: foldReturns(text) });
  }

  display(cell: CodeCell, shown: DisplayData, update = false): void {
    const { data, metadata = {}, transient } = shown;
    const id = transient?.display_id;
    const known = id === undefined ? [] : (this.#displays.get(id) ?? []);
    if (update) {
      for (const output of known) Object.assign(output, { data, metadata });
      return;
    }
    const output = { output_type: "display_data" as const, data, metadata };
    cell.outputs.push(output);
    if (id !== undefined) this.#displays.set(id, [...known, output]);
  }
}

/** Text after a carriage return replaces the line so far; a return at the very end waits for what follows. */
function foldReturns(text: string): string {
  return text.replace(/^[^\n]*\r(?=[^\n\r])/gm, "").replace(/\r+\n/g, "\n");
}
