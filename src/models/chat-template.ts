import { z } from "zod";
import type { ChatMessage } from "../task/index.js";
import { type ModelFiles, openModelFiles } from "./model-files.js";

/** What we use of the package, which declares its types for ES modules only (it ships CommonJS too). */
interface Template {
  render(variables: Record<string, unknown>): string;
}
const { Template }: { Template: new (source: string) => Template } = require("@huggingface/jinja");

/** How a model wants a conversation written. */
export interface ChatTemplate {
  /** Whether the model can be told to think before it answers, or not to (`enable_thinking`, as Qwen3 has it). */
  readonly canSwitchThinking: boolean;
  /**
   * The text that ends where the model's answer begins, with all special tokens in it: `encode` it without adding more.
   *
   * @param options think: whether the model shall think first; where it is left out the template decides
   * @throws with the template's own words when it refuses the messages, and where it knows no switch for thinking
   */
  render(messages: readonly ChatMessage[], options?: { think?: boolean }): string;
}

const namedToken = z
  .union([z.string(), z.object({ content: z.string() })])
  .transform((token) => (typeof token === "string" ? token : token.content))
  .nullish();
const configSchema = z.looseObject({
  chat_template: z
    .union([z.string(), z.array(z.object({ name: z.string(), template: z.string() }))])
    .nullish(),
  bos_token: namedToken,
  eos_token: namedToken,
  pad_token: namedToken,
  unk_token: namedToken,
});

/**
 * The chat template of a model: `chat_template.jinja`, or else the one in tokenizer_config.json. It is run by Hugging
 * Face's own package, with what transformers gives it; like there, a template that writes the date writes today's.
 *
 * @example loadChatTemplate(folder)?.render([{ role: "user", content: "What is 17 + 25?" }])
 * @returns undefined where the model has none, as base models have
 * @throws on a template that is no Jinja, naming the model
 */
export function loadChatTemplate(model: string): ChatTemplate | undefined {
  const files = openModelFiles(model);
  const config = files.has("tokenizer_config.json") ? files.json("tokenizer_config.json", configSchema) : {};
  const source = templateOf(files, config.chat_template);
  if (source === undefined) return undefined;
  const template = parsed(source, model);
  const canSwitchThinking = source.includes("enable_thinking");
  const { bos_token, eos_token, pad_token, unk_token } = config;
  const tokens = Object.entries({ bos_token, eos_token, pad_token, unk_token });
  return {
    canSwitchThinking,
    render(messages, { think } = {}) {
      if (think !== undefined && !canSwitchThinking)
        throw new Error(`the chat template of ${model} has no switch for thinking (enable_thinking)`);
      try {
        return template.render({
          ...Object.fromEntries(tokens.filter(([, token]) => token != null)),
          messages: messages.map((message) => ({ ...message })),
          add_generation_prompt: true,
          tools: null,
          documents: null,
          ...(think !== undefined && { enable_thinking: think }),
        });
      } catch (error) {
        throw new Error(`the chat template of ${model} refuses the messages: ${(error as Error).message}`);
      }
    },
  };
}

function templateOf(
  files: ModelFiles,
  inConfig: z.infer<typeof configSchema>["chat_template"],
): string | undefined {
  if (files.has("chat_template.jinja")) return files.text("chat_template.jinja");
  if (typeof inConfig !== "object") return inConfig;
  return inConfig?.find(({ name }) => name === "default")?.template;
}

function parsed(source: string, model: string): Template {
  try {
    return new Template(source);
  } catch (error) {
    throw new Error(`the chat template of ${model} cannot be read: ${(error as Error).message}`);
  }
}
