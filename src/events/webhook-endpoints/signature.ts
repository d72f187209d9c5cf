/**
 * The three headers of one attempt, signed as in Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256, one
 * `v1` signature per live secret, newest first. `now` is the time of the attempt, because receivers refuse old
 * timestamps.
 */
export async function signatureHeaders(secrets: readonly string[], id: string, now: number, body: string) {
  // Loaded here, because few isolates deliver events.
  const { Webhook } = await import("standardwebhooks");
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(now), body));
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now / 1_000)),
    "webhook-signature": signatures.join(" "),
  };
}
