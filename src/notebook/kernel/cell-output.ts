import { JupyterHandlerImpl } from "tslab/dist/jupyter";

type StreamName = "stdout" | "stderr";
type WriteStream = (name: string, text: string) => void;
type Execute = JupyterHandlerImpl["handleExecute"];

/** What tslab keeps private of the class that it executes cells with. */
interface Handler {
  execQueue: { add<T>(task: () => Promise<T>): Promise<T> };
  createWriteToIopub(name: StreamName, write: WriteStream): (chunk: string | Uint8Array) => boolean;
  handleExecuteImpl: (...request: Parameters<Execute>) => Promise<unknown>;
  handleExecute: Execute;
}

/** Text of one stream is held back for this long at most, to be sent with what follows it. */
const HOLD_MS = 200;
const HOLD_CHARACTERS = 1 << 16;
const KEPT_ERROR_CHARACTERS = 20_000;

/**
 * Merges the many small writes of a cell into few messages, gives the reply to a failed cell the error's name, message
 * and trace, which tslab only prints, and lets the next cells run where the front end asked for that (nbclient's
 * `allow_errors`, which tslab does not know).
 */
export function repairCellOutput(): void {
  const handler = JupyterHandlerImpl.prototype as unknown as Handler;
  const { handleExecuteImpl, handleExecute } = handler;
  let held: { name: StreamName; write: WriteStream; text: string; since: number } | undefined;
  let errors = "";

  const flush = () => {
    const message = held;
    held = undefined;
    message?.write(message.name, message.text);
  };

  handler.createWriteToIopub = (name, write) => {
    const decoder = new TextDecoder();
    return (chunk) => {
      const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
      if (name === "stderr") errors = (errors + text).slice(-KEPT_ERROR_CHARACTERS);
      if (held && (held.name !== name || held.write !== write)) flush();
      if (!held) {
        held = { name, write, text: "", since: Date.now() };
        setImmediate(flush);
      }
      held.text += text;
      if (held.text.length > HOLD_CHARACTERS || Date.now() - held.since > HOLD_MS) flush();
      return true;
    };
  };

  handler.handleExecuteImpl = async function (request, write, display) {
    errors = "";
    const displayInOrder: typeof display = (data, update) => {
      flush();
      display(data, update);
    };
    try {
      return await handleExecuteImpl.call(this, request, write, displayInOrder);
    } finally {
      flush();
    }
  };

  handler.handleExecute = async function (...request) {
    const [{ stop_on_error }] = request as unknown as [{ stop_on_error?: boolean }];
    const execute = stop_on_error === false ? executeAlone : handleExecute;
    const reply = await execute.apply(this as unknown as JupyterHandlerImpl, request);
    return reply.status === "error" ? Object.assign(reply, errorReply(errors)) : reply;
  };
}

/** Executes a cell whose failure does not cancel those that wait behind it. */
async function executeAlone(this: unknown, ...request: Parameters<Execute>): ReturnType<Execute> {
  const handler = this as Handler;
  let status = "ok";
  const count = await handler.execQueue.add(() =>
    handler.handleExecuteImpl(...request).catch((failure: unknown) => {
      status = "error";
      return failure;
    }),
  );
  return { status, execution_count: (count as { count?: number }).count } as Awaited<ReturnType<Execute>>;
}

/** Name, message and trace of an error that tslab printed: an exception or a compiler's diagnostic. */
export function errorReply(printed: string): { ename: string; evalue: string; traceback: string[] } {
  const traceback = printed.trimEnd().split("\n");
  const isHeadline = (line: string) => /^(Uncaught )?\w*Error\b|^(\S+ )?\d+:\d+ - /.test(line);
  const headline = traceback.find(isHeadline) ?? traceback[0];
  const [, ename = "Error", evalue = headline] = /^(\w*Error): ?(.*)$/.exec(headline) ?? [];
  return { ename, evalue, traceback };
}
