/** The environment variables that the project reads, all of them. */
export const ENVIRONMENT = {
  /** The key of a model's server, for npm run measure -- --endpoint. */
  apiKey: "FORKING_TOKENS_API_KEY",
  /** The tensor backend to take: node-gpu, node, wasm or cpu. */
  backend: "FORKING_TOKENS_BACKEND",
  /** The file to which claims are appended while notebooks run. */
  claims: "FORKING_TOKENS_CLAIMS",
  /** The folder of figures, instead of figures/. */
  figures: "FORKING_TOKENS_FIGURES",
  /** Set where no one watches a notebook run: intermediate states of live outputs are not drawn then. */
  headless: "FORKING_TOKENS_HEADLESS",
  /** How much a notebook computes: quick, default or full. */
  preset: "FORKING_TOKENS_PRESET",
} as const;
