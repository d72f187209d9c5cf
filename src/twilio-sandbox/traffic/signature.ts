/** X-Twilio-Signature as Twilio makes it (https://www.twilio.com/docs/usage/security#validating-requests). */
export async function signatureOf(token: string, url: string, fields: ReadonlyMap<string, string>): Promise<string> {
  const names = [...fields.keys()].sort();
  const text = names.reduce((signed, name) => signed + name + fields.get(name), url);
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}
