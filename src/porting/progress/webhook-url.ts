import { isSignatureOf, signText } from "#kernel/values/keyed-signature";

/** The kinds of Twilio's porting webhooks. Their bodies do not say of which kind they are, so each has its own URL. */
const portingWebhooks = ["port-in", "port-out"] as const;
export type PortingWebhookKind = (typeof portingWebhooks)[number];

const PURPOSE = "porting: webhooks";

/** The path of the webhooks; also the pattern that a route registers, from a parameter's name. */
export const portingWebhookPath = <Secret extends string>(secret: Secret) => `/twilio/porting/${secret}` as const;

/**
 * The URL to give to Twilio for its webhooks about ports. Twilio does not document how it signs these, so the URL has a
 * secret, which is derived from the newest key of `SECRETS_KEY`.
 */
export async function portingWebhookUrl(
  { publicOrigin, secretsKeys }: { readonly publicOrigin: string; readonly secretsKeys: readonly Uint8Array[] },
  kind: PortingWebhookKind,
): Promise<string> {
  return publicOrigin + portingWebhookPath(await signText(secretsKeys, PURPOSE, kind));
}

/** The kind of webhooks that the secret is for, under any of the deployment's keys; `null`: it is not ours. */
export async function webhookKindOf(
  secretsKeys: readonly Uint8Array[],
  secret: string,
): Promise<PortingWebhookKind | null> {
  for (const kind of portingWebhooks) {
    if (await isSignatureOf(secretsKeys, PURPOSE, { text: kind, signature: secret })) return kind;
  }
  return null;
}
