import { quote } from "../text/index.js";

/**
 * A server's address, without slashes at its end.
 * @param what names the address, for the error, with an example
 * @param keyVariable the environment's variable that a key is taken from
 * @throws Error on what is no http(s) URL, and on a password or a query, which outputs would tell
 * @example httpAddress("http://localhost:8000/v1/", { what: "an endpoint", ... }) // "http://localhost:8000/v1"
 */
export function httpAddress(
  address: string,
  { what, example, keyVariable }: { what: string; example: string; keyVariable: string },
): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.username || url?.password || url?.search)
    throw new Error(
      `${what} has no password and no query in its address: give a key in the environment, as ${keyVariable}`,
    );
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error(
      `${what} is an http address such as ${example}; received ${quote(address.replace(/^.*@/, "…@"))}`,
    );
  return address.replace(/\/+$/, "");
}
