import { httpAddress } from "../http-address.js";

/** Where models are fetched from. */
export interface Hub {
  /** Default: the environment's HF_ENDPOINT, else https://huggingface.co. */
  url?: string;
  /** For models that need an account; default: the environment's HF_TOKEN. */
  accessToken?: string;
}

/** A file of a model on the hub. */
export interface HubFile {
  /** Its name; only files of the top folder are fetched. */
  path: string;
  /** Bytes. */
  size: number;
  /** Large files have their SHA-256; small ones git's SHA-1, which is taken of "blob <size>\0" and the content. */
  checksum: { kind: "sha256" | "git-sha1"; hex: string };
}

/**
 * Whether a text has the form of a model's name on the hub: owner/name.
 * @example isHubName("Qwen/Qwen3-0.6B") // true
 */
export function isHubName(text: string): boolean {
  return /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text);
}

const HUB = "https://huggingface.co";
const PATIENCE_MS = 20_000;

/** @throws Error on an address of the hub that is no http address, or that holds a password */
export function hubSettings({ url, accessToken }: Hub): { hubUrl: string; accessToken?: string } {
  const token = accessToken ?? process.env.HF_TOKEN;
  return {
    hubUrl: httpAddress(url ?? (process.env.HF_ENDPOINT || HUB), {
      what: "the hub (HF_ENDPOINT)",
      example: HUB,
      keyVariable: "HF_TOKEN",
    }),
    ...(token && { accessToken: token }),
  };
}

/**
 * The commit that a revision of a model stands for, and the files of it that we can use: configuration, tokenizer, license
 * and safetensors weights, or else `only` that file. Throws when there are no weights that can be read, saying what there is.
 */
export async function listModelFiles(
  name: string,
  { revision = "main", only, hub = {} }: { revision?: string; only?: string; hub?: Hub } = {},
): Promise<{ commit: string; files: HubFile[] }> {
  const { listFiles, modelInfo } = await import("@huggingface/hub"); // only now: it takes a moment to load
  const settings = {
    ...hubSettings(hub),
    fetch: (url: Parameters<typeof fetch>[0], init?: RequestInit) =>
      fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }),
  };
  const { sha } = await modelInfo({ name, revision, additionalFields: ["sha"], ...settings });
  const all: HubFile[] = [];
  for await (const { type, path, size, oid, lfs } of listFiles({ repo: name, revision: sha, ...settings }))
    if (type === "file")
      all.push({
        path,
        size,
        checksum: lfs ? { kind: "sha256", hex: lfs.oid } : { kind: "git-sha1", hex: oid! },
      });
  const names = all.map(({ path }) => path);
  const outside = names.find((name) => /[\\/]/.test(name));
  if (outside) throw new Error(`${name} has a file named ${outside}; wanted names without slashes`);
  const wanted = only === undefined ? usedFiles(name, names) : [only];
  if (only !== undefined && !names.includes(only))
    throw new Error(`${name} has no file ${only}; it has ${names.join(", ")}`);
  return { commit: sha, files: all.filter(({ path }) => wanted.includes(path)) };
}

/** The names of the files that a model folder needs. */
function usedFiles(model: string, names: readonly string[]): string[] {
  const index = "model.safetensors.index.json";
  const weights = names.includes(index)
    ? names.filter((name) => /^model-.*\.safetensors$/.test(name))
    : names.filter((name) => name === "model.safetensors");
  if (weights.length === 0) {
    const gguf = names.filter((name) => name.endsWith(".gguf"));
    throw new Error(
      gguf.length > 0
        ? `${model} holds GGUF files; say which one is wanted (--file): ${gguf.join(", ")}`
        : `${model} has no model.safetensors (nor an index of shards); it has ${names.join(", ")}`,
    );
  }
  const about = names.filter(
    (name) =>
      (/\.(json|jinja|txt)$/.test(name) && !/safetensors/.test(name)) || /^(LICENSE|README)/.test(name),
  );
  return [...about, ...(names.includes(index) ? [index] : []), ...weights];
}
