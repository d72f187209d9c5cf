import { env, exports } from "cloudflare:workers";
import { signedText } from "#carriers/twilio/signature";
import { BASE } from "./api";
import { freshNumber, type Tenant } from "./seed";

/** Sends webhooks as Twilio does. */

export async function sign(
  url: string,
  fields: Fields,
  token = env.TWILIO_AUTH_TOKEN,
  hash: "SHA-1" | "SHA-256" = "SHA-1",
): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash };
  const key = await crypto.subtle.importKey("raw", encoder.encode(token), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(signedText(url, Object.entries(fields))));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

export type Fields = Readonly<Record<string, string>>;

export interface WebhookAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

export interface WebhookOptions {
  readonly fields?: Fields;
  /** The URL that the signature is for, and the token that it is made with: for forged webhooks. */
  readonly signedFor?: string;
  readonly token?: string;
  /** The shared key that it is made with instead. */
  readonly sharedKey?: { readonly id: string; readonly secret: string } | undefined;
  readonly unsigned?: true;
  /** The body that is sent instead of the signed fields. */
  readonly sent?: Fields | string;
  readonly method?: "GET" | "POST";
  /** I-Twilio-Idempotency-Token. */
  readonly idempotencyToken?: string;
}

export async function sendWebhook(path: string, how: WebhookOptions = {}): Promise<WebhookAnswer> {
  const { fields = {}, method = "POST", sent = fields } = how;
  const query = method === "GET" ? `?${new URLSearchParams({ ...fields })}` : "";
  const url = how.signedFor ?? BASE + path + query;
  const { sharedKey } = how;
  const [secret, hash] = sharedKey ? ([sharedKey.secret, "SHA-256"] as const) : ([how.token, "SHA-1"] as const);
  const signature = await sign(url, method === "GET" ? {} : fields, secret, hash);
  const response = await exports.default.fetch(
    new Request(BASE + path + query, {
      method,
      headers: {
        ...(!how.unsigned && { "x-twilio-signature": signature }),
        ...(sharedKey && { "x-twilio-webhooks-signature-settings": `key=${sharedKey.id},algorithm=HMAC_SHA256` }),
        ...(how.idempotencyToken && { "i-twilio-idempotency-token": how.idempotencyToken }),
        ...(method === "POST" && { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" }),
      },
      ...(method === "POST" && { body: typeof sent === "string" ? sent : new URLSearchParams({ ...sent }).toString() }),
    }),
  );
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}

let calls = 0;

/** The fields of a webhook about a new call. */
export function freshCall(fields: Fields = {}): Fields & { readonly CallSid: string } {
  calls += 1;
  return {
    CallSid: `CA${String(calls).padStart(32, "0")}`,
    AccountSid: env.TWILIO_ACCOUNT_SID,
    From: "+14158675310",
    To: "+15005550006",
    CallStatus: "ringing",
    Direction: "inbound",
    ApiVersion: "2010-04-01",
    ...fields,
  };
}

/** The fields of a webhook about a new message. */
export function freshMessage(fields: Fields = {}): Fields & { readonly MessageSid: string } {
  calls += 1;
  const sid = `SM${String(calls).padStart(32, "0")}`;
  return {
    MessageSid: sid,
    SmsSid: sid,
    AccountSid: env.TWILIO_ACCOUNT_SID,
    From: "+14158675310",
    To: "+15005550006",
    Body: "Is the table still free?",
    NumMedia: "0",
    NumSegments: "1",
    SmsStatus: "received",
    ApiVersion: "2010-04-01",
    ...fields,
  };
}

export interface OwnedNumber {
  readonly id: string;
  readonly e164: string;
  /** The path below which its webhooks arrive. */
  readonly path: string;
}

export async function ownedBy(tenant: Tenant): Promise<OwnedNumber> {
  const e164 = freshNumber();
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
  const id = body.items[0].phone_number_id;
  return { id, e164, path: `/twilio/${tenant.id}/numbers/${id}` };
}

/** An instant as Twilio writes it. */
export const rfc2822 = (at: number): string => new Date(at).toUTCString().replace("GMT", "+0000");
