import { wellFormed } from "../text/index.js";
import type { CodeCell, MimeBundle, Output } from "./nbformat.js";

/** What a kernel sends to show something: `display_id` names the output that later updates replace. */
export interface DisplayData {
  data: MimeBundle;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: string };
}

/** Characters that one run of writes to a stream may hold: more would not fit into a notebook that anyone can open. */
const LONGEST_STREAM = 1 << 24;

type StreamOutput = Extract<Output, { output_type: "stream" }>;

/** A stream's text: whole lines, which no later write changes, and the line that is being written. */
interface Written {
  lines: string;
  line: string;
  /** Whether that line ends in a carriage return. */
  returning: boolean;
}

/** Collects the outputs of one run the way a notebook front end does. */
export class OutputRecorder {
  readonly #displays = new Map<string, Extract<Output, { output_type: "display_data" }>[]>();
  readonly #written = new WeakMap<StreamOutput, Written>();

  stream(cell: CodeCell, name: "stdout" | "stderr", text: string): void {
    let output = cell.outputs.at(-1);
    if (output?.output_type !== "stream" || output.name !== name) {
      output = { output_type: "stream", name, text: "" };
      cell.outputs.push(output);
    }
    const written = this.#written.get(output) ?? { lines: "", line: "", returning: false };
    if (written.lines.length > LONGEST_STREAM) return;
    write(written, wellFormed(text));
    if (written.lines.length > LONGEST_STREAM) {
      written.lines += `... cut after ${LONGEST_STREAM} characters\n`;
      written.line = "";
    }
    this.#written.set(output, written);
    output.text = written.lines + written.line;
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
    known.push(output);
    if (id !== undefined) this.#displays.set(id, known);
  }
}

/** Adds a text. What it costs depends on the text and on the line that is being written, not on all that came before. */
function write(written: Written, text: string): void {
  const folds = written.returning || text.includes("\r");
  const added = folds ? foldReturns(written.line + text) : text;
  const before = folds ? "" : written.line;
  const end = added.lastIndexOf("\n") + 1;
  if (end > 0) written.lines += before + added.slice(0, end);
  written.line = end > 0 ? added.slice(end) : before + added;
  written.returning = added.endsWith("\r");
}

/** Text after a carriage return replaces the line so far; a return at the very end waits for what follows. */
function foldReturns(text: string): string {
  const lines = text.split("\n");
  return lines
    .map((line, i) => {
      let end = line.length;
      while (end > 0 && line[end - 1] === "\r") end--;
      const start = end > 0 ? line.lastIndexOf("\r", end - 1) + 1 : 0;
      return line.slice(start, end) + (i === lines.length - 1 ? line.slice(end) : "");
    })
    .join("\n");
}
