import type { SettingFields } from "../account/webhook-config";
import type { Conversation } from "../conversation/transcript";
import type { Sandbox } from "../sandbox";
import { signatureHeaders } from "./signature";
import { settingFor } from "./webhook-rules";

export type Fields = Readonly<Record<string, string>>;

export interface WebhookStep {
  readonly kind: "webhook";
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly fields: Fields;
  /** Null when there was no answer within Twilio's time. */
  readonly status: number | null;
  readonly body: string;
}

/** One step of the transcript. */
export type ConversationStep =
  | WebhookStep
  | {
      readonly kind: "verb";
      readonly verb: string;
      readonly detail: string;
      /** The `<Sip>` nouns of a `<Dial>`. */
      readonly sip?: readonly SipLeg[];
    }
  | ({ readonly kind: "origination" } & SipLeg)
  | Conversation;

/** A SIP address that was tried. */
export interface SipLeg {
  readonly uri: string;
  readonly attributes: Fields;
  readonly status: string;
  readonly sip_code: number;
}

export interface Webhook {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly fields: Fields;
  /** I-Twilio-Idempotency-Token: the same on every attempt for one event. */
  readonly token: string;
  /** The setting to deliver it with, in place of the one of the rule that matches its URL. */
  readonly setting?: SettingFields;
}

/** Twilio's timeout for an answer. */
const PATIENCE_MS = 15_000;
/** The most characters of an answer that a transcript keeps. */
const KEPT = 4_000;

/** Sends a webhook as Twilio does: signed for the configured URL without its fragment. A redirect drops the form. */
export async function send(
  sandbox: Sandbox,
  { name, method, url: given, fields, token, setting: wanted }: Webhook,
): Promise<WebhookStep> {
  const [configured = ""] = given.split("#", 1);
  const isGet = method === "GET";
  const url = isGet ? withQuery(configured, fields) : configured;
  const setting = wanted ?? settingFor(sandbox, configured);
  const signed = await signatureHeaders(sandbox, setting, url, new Map(isGet ? [] : Object.entries(fields)));
  const patience = setting?.connection?.totalTimeoutMs ?? setting?.connection?.readTimeoutMs ?? PATIENCE_MS;
  const headers: Record<string, string> = {
    ...signed,
    "I-Twilio-Idempotency-Token": token,
    "User-Agent": "TwilioProxy/1.1",
    Accept: "*/*",
  };
  if (!isGet) headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8";
  const body = isGet ? {} : { body: new URLSearchParams({ ...fields }).toString() };
  const step = { kind: "webhook", name, method, url, fields } as const;
  try {
    const answer = await fetch(url, { method, headers, ...body, signal: AbortSignal.timeout(patience) });
    return { ...step, status: answer.status, body: (await answer.text()).slice(0, KEPT) };
  } catch (error) {
    return { ...step, status: null, body: String(error) };
  }
}

function withQuery(url: string, fields: Fields): string {
  const query = new URLSearchParams({ ...fields }).toString();
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

export const newSid = (prefix: string): string => `${prefix}${crypto.randomUUID().replaceAll("-", "")}`;
export const newToken = (): string => crypto.randomUUID();
