import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that came in. */
export interface Received {
  path: string;
  body: Record<string, unknown>;
  authorization?: string;
  /** Requests before it. */
  earlier: number;
}

export type Answer = (response: ServerResponse, request: Received) => void;

/** A server on this machine that answers as it is told, for tests of what servers do wrong. */
export async function localServer(answer: Answer) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const one = {
      path: request.url ?? "",
      body: text ? JSON.parse(text) : {},
      authorization: request.headers.authorization,
      earlier: received.length,
    };
    received.push(one);
    answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/v1`,
    received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

export function json(response: ServerResponse, value: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof value === "string" ? value : JSON.stringify(value));
}

/** Server-sent events; without `done` the connection is cut after them. */
export function events(response: ServerResponse, values: unknown[], { done = true } = {}): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const value of values)
    response.write(`data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`);
  if (done) response.end("data: [DONE]\n\n");
  else setTimeout(() => response.destroy(), 20);
}

/** One part of a streamed completion: a token, and the table of the likeliest. */
export function part(text: string, top: Record<string, number>, finish: string | null = null): object {
  const logprobs = { tokens: [text], token_logprobs: [top[text]], top_logprobs: [top], text_offset: [0] };
  return { choices: [{ index: 0, text, logprobs, finish_reason: finish }] };
}

/** A whole completion of two tokens, a third of the way to certain. */
export const ANSWER = [
  part(" a", { " a": Math.log(0.6), " b": Math.log(0.3) }),
  part(" c", { " c": Math.log(0.5), " d": Math.log(0.25) }),
  { choices: [{ index: 0, text: "", logprobs: null, finish_reason: "stop" }] },
];
