/** The environment variables that the project reads, all of them. */
export const ENVIRONMENT = {
  /** The key of a model's server, for npm run measure -- --endpoint. */
  apiKey: "FORKING_TOKENS_API_KEY",
  /** The tensor backend to take: node-gpu, wasm, node or cpu. */
  backend: "FORKING_TOKENS_BACKEND",
  /** The file to which claims are appended while notebooks run. */
  claims: "FORKING_TOKENS_CLAIMS",
  /** A server of a real model, for notebook 09; the model's name there is then FORKING_TOKENS_MODEL. */
  endpoint: "FORKING_TOKENS_ENDPOINT",
  /** The folder of figures, instead of figures/. */
  figures: "FORKING_TOKENS_FIGURES",
  /** A folder with training logs of GRPO runs as CSV files, for notebook 09. */
  grpoLogs: "FORKING_TOKENS_GRPO_LOGS",
  /** Set where no one watches a notebook run: intermediate states of live outputs are not drawn then. */
  headless: "FORKING_TOKENS_HEADLESS",
  /** Longest response in notebook 09, in tokens. */
  maxNewTokens: "FORKING_TOKENS_MAX_NEW_TOKENS",
  /** A real model's folder or GGUF file, for notebook 09. */
  model: "FORKING_TOKENS_MODEL",
  /** How much a notebook computes: quick, default or full. */
  preset: "FORKING_TOKENS_PRESET",
  /** on or off: whether a model that can think before it answers shall, in notebook 09. */
  think: "FORKING_TOKENS_THINK",
} as const;
