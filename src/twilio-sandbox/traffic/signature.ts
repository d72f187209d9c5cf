import type { SettingFields } from "../account/webhook-config";
import type { Sandbox } from "../sandbox";

/** X-Twilio-Signature as Twilio makes it (https://www.twilio.com/docs/usage/security#validating-requests). */
export async function signatureOf(
  secret: string,
  url: string,
  fields: ReadonlyMap<string, string>,
  hash: "SHA-1" | "SHA-256" = "SHA-1",
): Promise<string> {
  const names = [...fields.keys()].sort();
  const text = names.reduce((signed, name) => signed + name + fields.get(name), url);
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

/** The headers that sign a request: with the shared key of the setting, else with the account's primary auth token. */
export async function signatureHeaders(
  { authToken, webhookConfig }: Sandbox,
  setting: SettingFields | null,
  url: string,
  fields: ReadonlyMap<string, string>,
): Promise<Record<string, string>> {
  const { signature } = setting ?? {};
  if (signature?.type === "NONE") return {};
  const key = signature && webhookConfig.sharedKeys.bySid(signature.sharedKeyId);
  if (!signature || !key) return { "X-Twilio-Signature": await signatureOf(authToken, url, fields) };
  const { sharedKeyId, algorithm } = signature;
  const hash = algorithm === "HMAC_SHA256" ? "SHA-256" : "SHA-1";
  return {
    "X-Twilio-Signature": await signatureOf(key.fields.secret, url, fields, hash),
    "X-Twilio-Webhooks-Signature-Settings": `key=${sharedKeyId},algorithm=${algorithm}`,
  };
}
