import type { Call } from "./call";

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Stands for the file of a body that is not JSON. */
const BODY_FILE = "@FILE";

/** A call as a curl command for a POSIX shell. The API key comes from the environment, as a page does not know it. */
export function curlOf(
  { method, url, body, headers }: Pick<Call<unknown>, "method" | "url" | "body" | "headers">,
  origin: string,
): string {
  const parts = ["curl"];
  if (method !== "GET") parts.push("-X", method);
  parts.push(quoted(`${origin}${url}`), "-H", '"authorization: Bearer $PHONE_MANAGER_API_KEY"');
  for (const [name, value] of Object.entries(headers)) parts.push("-H", quoted(`${name}: ${value}`));
  if (headers["content-type"]) parts.push("--data-binary", BODY_FILE);
  else if (body !== undefined) {
    parts.push("-H", quoted("content-type: application/json"), "-d", quoted(JSON.stringify(body)));
  }
  return parts.join(" ");
}
