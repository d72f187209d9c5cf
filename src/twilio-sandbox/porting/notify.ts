import { type DeliverySettings, deliverySettings, type HeldWebhook, type PortEvent } from "../account/porting";
import type { Sandbox } from "../sandbox";
import { arranged } from "../traffic/delivery";
import { signatureHeaders } from "../traffic/signature";
import { settingFor } from "../traffic/webhook-rules";
import type { Port, PortNumber } from "./open-ports";
import { wordOf } from "./words";

/** A change that Twilio reports. A change of a number has the number. */
export interface PortChange {
  readonly event: PortEvent;
  readonly port: Port;
  readonly number: PortNumber | null;
}

interface DeliveredWebhook {
  readonly event: PortEvent;
  readonly url: string;
  readonly body: unknown;
  /** Null when there was no answer within Twilio's time. */
  readonly status: number | null;
}

/** The webhooks of a change: those that went out, and how many wait. */
export interface Notified {
  readonly sent: readonly DeliveredWebhook[];
  readonly held: number;
}

/** Twilio's timeout for an answer. */
const PATIENCE_MS = 15_000;
const singleton = "delivery";

export function deliveryOf({ porting }: Sandbox): DeliverySettings {
  return porting.delivery.bySid(singleton)?.fields ?? deliverySettings.parse({});
}

export function setDelivery({ porting, now }: Sandbox, change: object): DeliverySettings {
  const current = porting.delivery.bySid(singleton);
  const fields = deliverySettings.parse({ ...current?.fields, ...change });
  if (current) porting.delivery.update(current, fields, now());
  else porting.delivery.add(fields, now(), { sid: singleton });
  return fields;
}

/** Reports changes of ports to the URL that the parent account has set, as the account's settings want it. */
export function notify(sandbox: Sandbox, changes: readonly PortChange[]): Promise<Notified> {
  const webhooks = changes.map(({ event, port, number }) => ({ event, body: bodyOf(port, number) }));
  return report(sandbox, "port_in_target_url", webhooks);
}

export function notifyPortOut(sandbox: Sandbox, phoneNumber: string): Promise<Notified> {
  const event = "PortOutPhoneNumberCompleted";
  const last_date_updated = new Date(sandbox.now()).toISOString();
  const body = { account_sid: sandbox.accountSid, phone_number: phoneNumber, status: "completed", last_date_updated };
  return report(sandbox, "port_out_target_url", [{ event, body }]);
}

async function report(
  sandbox: Sandbox,
  target: "port_in_target_url" | "port_out_target_url",
  webhooks: readonly { event: PortEvent; body: object }[],
): Promise<Notified> {
  const { accounts, account, accountSid } = sandbox;
  const parentSid = account.parent_sid ?? accountSid;
  const parent = accounts.bySid(parentSid) ? sandbox.inAccount(parentSid) : sandbox;
  const config = parent.porting.webhooks.all()[0]?.fields;
  const url = config?.[target];
  const { delivery } = deliveryOf(parent);
  if (!config || !url || delivery === "never") return { sent: [], held: 0 };
  const wanted = webhooks
    .filter(({ event }) => config.notifications_of.length === 0 || config.notifications_of.includes(event))
    .map(({ event, body }) => ({ event, url, body: JSON.stringify(body) }));
  if (delivery === "now") return { sent: await sendAll(parent, wanted, deliveryOf(parent)), held: 0 };
  for (const webhook of wanted) parent.porting.held.add(webhook, sandbox.now());
  return { sent: [], held: wanted.length };
}

/** Sends what was held, in the order of `delivery`. */
export async function sendHeld(sandbox: Sandbox, delivery: DeliverySettings): Promise<DeliveredWebhook[]> {
  const held = sandbox.porting.held.all().reverse();
  for (const webhook of held) sandbox.porting.held.remove(webhook);
  return sendAll(
    sandbox,
    held.map(({ fields }) => fields),
    delivery,
  );
}

async function sendAll(
  sandbox: Sandbox,
  webhooks: readonly HeldWebhook[],
  settings: DeliverySettings,
): Promise<DeliveredWebhook[]> {
  if (webhooks.length > 0 && settings.late_ms > 0) await sandbox.sleep(settings.late_ms);
  const delivered: DeliveredWebhook[] = [];
  for (const webhook of arranged(webhooks, settings)) delivered.push(await post(sandbox, webhook, settings));
  return delivered;
}

async function post(
  sandbox: Sandbox,
  { event, url, body }: HeldWebhook,
  { signature }: DeliverySettings,
): Promise<DeliveredWebhook> {
  const target = signature === "body_sha256" ? await withDigest(url, body) : url;
  const signed =
    signature === "none" ? {} : await signatureHeaders(sandbox, settingFor(sandbox, url), target, new Map());
  const headers = { ...signed, "Content-Type": "application/json", "User-Agent": "TwilioProxy/1.1", Accept: "*/*" };
  const delivered = { event, url: target, body: JSON.parse(body) } as const;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(target, { method: "POST", headers, body, signal });
    await answer.body?.cancel();
    return { ...delivered, status: answer.status };
  } catch {
    return { ...delivered, status: null };
  }
}

/** https://www.twilio.com/docs/usage/security: the digest of a JSON body is in the URL, which is signed. */
async function withDigest(url: string, body: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${url}${url.includes("?") ? "&" : "?"}bodySHA256=${hex}`;
}

/** Twilio names no event in the body, and writes `portable` as text. */
function bodyOf(port: Port, number: PortNumber | null) {
  const { updatedAt, fields } = number ?? port;
  const own = number?.fields;
  return {
    port_in_request_sid: port.sid,
    port_in_phone_number_sid: number?.sid ?? null,
    last_date_updated: new Date(updatedAt).toISOString(),
    phone_number: own?.phone_number ?? null,
    status: wordOf(fields.status),
    portable: own ? String(own.portable) : null,
    not_portable_reason_code: own?.not_portability_reason_code ?? null,
    not_portable_reason: own?.not_portability_reason ?? null,
    rejection_reason: own?.rejection_reason ?? null,
    rejection_reason_code: own?.rejection_reason_code ?? null,
  };
}
