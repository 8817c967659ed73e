import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface LocalHub {
  url: string;
  /** What was asked for, as "path [range]". */
  requests: string[];
  /** The authorization headers that came. */
  tokens: Set<string>;
  close(): void;
}

export interface HubOptions {
  /** The files of the one model, "me/tiny"; what ends in .safetensors is a large file. */
  files: Readonly<Record<string, Buffer>>;
  commit?: string;
  /** Says what happens to a request for a file: an answer of its own, or nothing. */
  onFile?: (
    name: string,
    from: number,
  ) => { status?: number; body?: Buffer; cutAfter?: number; whole?: boolean } | undefined;
}

/** A server that speaks the part of the Hugging Face hub that downloads use, on this machine. */
export async function localHub({
  files,
  commit = "c0ffee".padEnd(40, "0"),
  onFile,
}: HubOptions): Promise<LocalHub> {
  const requests: string[] = [];
  const tokens = new Set<string>();
  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://hub");
    const { range, authorization } = request.headers;
    requests.push(range ? `${url.pathname} ${range}` : url.pathname);
    if (authorization) tokens.add(authorization);
    const json = (status: number, value: object): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    if (url.pathname === "/api/models/me/tiny/revision/main")
      return json(200, { id: "me/tiny", _id: "1", sha: commit });
    if (url.pathname === `/api/models/me/tiny/tree/${commit}`)
      return json(200, Object.entries(files).map(entryOf));
    const [, name, stored] = /^\/me\/tiny\/resolve\/\w+\/(.*)$|^\/storage\/(.*)$/.exec(url.pathname) ?? [];
    if (name?.endsWith(".safetensors"))
      return response.writeHead(302, { location: `/storage/${name}` }).end();
    const content = files[decodeURI(name ?? stored ?? "")];
    if (!content) return json(404, { error: "Repository not found" });
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    const from = Number(first ?? 0);
    const to = Number(last ?? content.length - 1) + 1;
    const { status, body, cutAfter, whole } = onFile?.((name ?? stored)!, from) ?? {};
    if (status) return json(status, { error: `status ${status} on purpose` });
    const part = (body ?? content).subarray(...(range && !whole ? [from, to] : []));
    response.writeHead(range && !whole ? 206 : 200, { "content-length": part.length });
    if (cutAfter === undefined) return response.end(part);
    response.write(part.subarray(0, cutAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, tokens, close: () => server.close() };
}

function entryOf([path, content]: [string, Buffer]): object {
  const sum = (kind: string, ...parts: (string | Buffer)[]): string => {
    const hash = createHash(kind);
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
  };
  const large = path.endsWith(".safetensors") || path.endsWith(".gguf");
  return {
    ...{ type: "file", path, size: content.length, oid: sum("sha1", `blob ${content.length}\0`, content) },
    ...(large && { lfs: { oid: sum("sha256", content), size: content.length, pointerSize: 130 } }),
  };
}
