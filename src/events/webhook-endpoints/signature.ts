/** Signs as Standard Webhooks wants it (https://www.standardwebhooks.com, v1: HMAC-SHA256), once per live secret. */

const encoder = new TextEncoder();

const bytesOf = (secret: string): Uint8Array =>
  Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (char) => char.charCodeAt(0));

async function sign(secret: string, content: string): Promise<string> {
  const key = await crypto.subtle.importKey("raw", bytesOf(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(content));
  return `v1,${btoa(String.fromCharCode(...new Uint8Array(mac)))}`;
}

/** The three headers of one attempt. The timestamp is that of the attempt: receivers refuse old ones. */
export async function signatureHeaders(secrets: readonly string[], id: string, now: number, body: string) {
  const timestamp = String(Math.floor(now / 1_000));
  const signatures = await Promise.all(secrets.map((secret) => sign(secret, `${id}.${timestamp}.${body}`)));
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
