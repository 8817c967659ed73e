import fs from "node:fs";
import path from "node:path";
import { projectPath } from "../../../../src/files/index.js";
import { loadTokenizer, openSafetensors } from "../../../../src/models/index.js";
import { openStoredModel } from "../../../../src/models/stored-model.js";
import { json, MODEL, must, type Parser, read, requireFinite } from "./parser.js";

/** A folder with a whole model beside the input, for what is read together with it. */
function modelFolder(file: string): string {
  const folder = path.dirname(file);
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    if (!fs.existsSync(path.join(folder, name)))
      fs.copyFileSync(projectPath(MODEL, name), path.join(folder, name));
  return folder;
}

const SAFETENSORS: Parser = {
  name: "safetensors",
  seeds: () => {
    const header = Buffer.from(
      JSON.stringify({
        __metadata__: { format: "pt" },
        a: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
        b: { dtype: "BF16", shape: [3], data_offsets: [16, 22] },
      }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    return [Buffer.concat([length, header, Buffer.alloc(22, 1)])];
  },
  read(_, file) {
    const reader = openSafetensors(file);
    try {
      for (const name of reader.names) {
        const size = reader.shape(name).reduce((product, n) => product * n, 1);
        if (["F32", "BF16", "F16"].includes(reader.dtype(name)))
          must(reader.read(name).length === size, `tensor ${name} has not ${size} values`);
      }
    } finally {
      reader.close();
    }
  },
};

export const MODEL_FILES: readonly Parser[] = [
  SAFETENSORS,
  {
    name: "GGUF",
    fileName: "input.gguf",
    turn: 1,
    seeds: () => [read("test/models/gguf/fixtures/llama3.gguf")],
    read(_, file) {
      const { config, reader, close } = openStoredModel(file);
      requireFinite(config);
      reader.read(reader.names[0]);
      close();
      loadTokenizer(file);
    },
  },
  {
    name: "config.json",
    fileName: "config.json",
    turn: 100,
    seeds: () => [
      read(MODEL, "config.json"),
      json({
        ...{
          model_type: "llama",
          vocab_size: 8,
          hidden_size: 8,
          num_hidden_layers: 1,
          num_attention_heads: 2,
        },
        ...{
          num_key_value_heads: 1,
          intermediate_size: 8,
          max_position_embeddings: 64,
          eos_token_id: [1, 2],
        },
        rope_parameters: {
          rope_theta: 10000,
          rope_type: "llama3",
          factor: 8,
          original_max_position_embeddings: 32,
        },
      }),
    ],
    read(_, file) {
      const weights = path.join(path.dirname(file), "model.safetensors");
      if (!fs.existsSync(weights)) fs.copyFileSync(projectPath(MODEL, "model.safetensors"), weights);
      const { config, close } = openStoredModel(path.dirname(file));
      close();
      requireFinite(config);
    },
  },
  ...["tokenizer.json", "tokenizer_config.json"].map(
    (name): Parser => ({
      name,
      fileName: name,
      turn: 50,
      seeds: () => [read(MODEL, name)],
      read(_, file) {
        const { encode, decode, vocabSize } = loadTokenizer(modelFolder(file));
        must(Number.isInteger(vocabSize) && vocabSize > 0, `the vocabulary has ${vocabSize} tokens`);
        decode([0, vocabSize - 1]);
        try {
          encode("3 + 5 = 8");
        } catch (error) {
          must(/no token/.test((error as Error).message), `encode throws ${error}`);
        }
      },
    }),
  ),
];
