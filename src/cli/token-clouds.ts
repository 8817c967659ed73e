import { saveFigure, tokenCloudFigure } from "../figures/index.js";

type TokenMeans = Parameters<typeof tokenCloudFigure>[0];

/** The paper's word clouds leave out tokens seen no more often. */
export const CLOUD_MINIMUM = 100;
/** Tokens that a cloud shows. */
const CLOUD_TOKENS = 40;

/** Draws a word cloud of the first tokens of each list, under the list's name; none of an empty one. */
export async function saveTokenClouds(
  folder: string,
  clouds: Readonly<Record<string, { means: TokenMeans; title: string }>>,
): Promise<void> {
  for (const [name, { means, title }] of Object.entries(clouds))
    if (means.length > 0)
      await saveFigure(tokenCloudFigure(means.slice(0, CLOUD_TOKENS), { title }), name, { folder });
}
