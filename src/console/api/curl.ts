import type { Call } from "./call";

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A call as a curl command for a POSIX shell. The API key comes from the environment, as a page does not know it. */
export function curlOf({ method, url, body }: Pick<Call<unknown>, "method" | "url" | "body">, origin: string): string {
  const parts = ["curl"];
  if (method !== "GET") parts.push("-X", method);
  parts.push(quoted(`${origin}${url}`), "-H", '"authorization: Bearer $PHONE_MANAGER_API_KEY"');
  if (body !== undefined) {
    parts.push("-H", quoted("content-type: application/json"), "-d", quoted(JSON.stringify(body)));
  }
  return parts.join(" ");
}
