import type { Answer, Json } from "../support/api";
import { freshNumber, type Tenant } from "../support/seed";

/** A call that changes something, and how often it has done so. */
export interface Call {
  readonly send: (headers?: Record<string, string>) => Promise<Answer>;
  /** How often it has happened: 1, once it has. */
  readonly effects: () => Promise<number>;
}

export type Recipe = (tenant: Tenant) => Promise<Call>;

export async function count(tenant: Tenant, type: string, subject?: string): Promise<number> {
  const about = subject === undefined ? "" : `&subject_id=${subject}`;
  return (await tenant.api.get(`/v1/events?type=${type}&limit=200${about}`)).body.data.length;
}

export async function owned({ api }: Tenant): Promise<Json> {
  const order = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  return { id: order.body.items[0].phone_number_id, phone_number: order.body.items[0].phone_number };
}

export const desk = { name: "Desk", destination: { kind: "say", message: "Hello." } };

export const account = {
  name: "Ours",
  account_sid: `AC${"9".repeat(32)}`,
  auth_token: "0123456789abcdef0123456789abcdef",
};

export async function hook({ api }: Tenant): Promise<string> {
  const url = "https://hooks.example.com/sandbox/receiver/every-call";
  return `/v1/webhook-endpoints/${(await api.post("/v1/webhook-endpoints", { url, event_types: ["order.*"] })).body.id}`;
}
