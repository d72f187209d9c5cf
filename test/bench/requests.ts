import { createHmac } from "node:crypto";
import { type Call, send } from "./load.ts";
import { authToken, publicOrigin, type Running, type Side, type Tenant } from "./platform.ts";

/** The requests that the benchmark sends. */

let serial = 0;

/** A number that no tenant has had before. */
export function freshNumber(): string {
  serial += 1;
  return `+1415${2_000_000 + serial}`;
}

export const inTurn = <T>(values: readonly T[]): (() => T) => {
  let at = 0;
  return () => {
    at = (at + 1) % values.length;
    const value = values[at];
    if (value === undefined) throw new Error("There is nothing to take turns.");
    return value;
  };
};

export const get = (side: Side, path: string, key?: string): Call => ({
  method: "GET",
  url: side.origin + path,
  ...(key && { headers: { authorization: `Bearer ${key}` } }),
  expect: 200,
});

export const post = (
  side: Side,
  path: string,
  body: object | null,
  { key, expect = 200, method = "POST" }: { key?: string; expect?: number; method?: "PATCH" | "POST" } = {},
): Call => ({
  method,
  url: side.origin + path,
  headers: { ...(body && { "content-type": "application/json" }), ...(key && { authorization: `Bearer ${key}` }) },
  ...(body && { body: JSON.stringify(body) }),
  expect,
});

/** An agent of the tenant that both sides know. Returns its id. */
export async function makeAgent({ ours, bare }: Running, { key }: Tenant): Promise<string> {
  const destination = { kind: "stream", url: "wss://agent.example.com/media" };
  const { id } = JSON.parse(await send(post(ours, "/v1/agents", { name: "Desk", destination }, { key, expect: 201 })));
  const row = await ours.db.prepare("select * from agents where id = ?").bind(id).first();
  const columns = Object.keys(row ?? {});
  const copy = `insert into agents (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`;
  await bare.db
    .prepare(copy)
    .bind(...Object.values(row ?? {}))
    .run();
  return id;
}

/** Assigns a number to an agent, on both sides. Returns the path of its webhooks. */
export async function webhooksOf(
  { ours, bare }: Running,
  { id: tenantId, key }: Tenant,
  numberId: string,
  agentId: string,
): Promise<string> {
  await send(post(ours, `/v1/phone-numbers/${numberId}/assign`, { agent_id: agentId }, { key }));
  await bare.db.prepare("update phone_numbers set agent_id = ? where id = ?").bind(agentId, numberId).run();
  return `/twilio/${tenantId}/numbers/${numberId}`;
}

/** Puts a number on a BYOC trunk. Returns the trunk's path and the address that its carrier calls. */
export async function trunkOf(
  db: Side["db"],
  tenantId: string,
  numberId: string,
): Promise<{ path: string; to: string }> {
  const id = "trk_bench";
  const format = '{"plus":true,"strip_prefix":"","add_prefix":""}';
  await db
    .prepare(
      `insert into sip_trunks (id, tenant_id, name, provider, carrier_trunk_sid, provisioned, provisioning, settings,
         number_format, status, health, created_at, updated_at)
       values (?1, ?2, 'Bench', 'byoc', 'BY', '{}', 'provisioned', '{}', ?3, 'verified', '{}', 0, 0)`,
    )
    .bind(id, tenantId, format)
    .run();
  const moved = "update phone_numbers set sip_trunk_id = ? where id = ? returning e164";
  const { results } = await db.prepare(moved).bind(id, numberId).all();
  return { path: `/twilio/${tenantId}/trunks/${id}`, to: `sip:${results[0]?.e164}@bench.sip.twilio.com` };
}

/** A call that was not made before, as Twilio reports it. */
export function ring(side: Side, path: string, to = "+15005550006"): Call {
  serial += 1;
  const fields = {
    CallSid: `CA${String(serial).padStart(32, "0")}`,
    AccountSid: "AC00000000000000000000000000005a4d",
    From: "+14158675310",
    To: to,
    Caller: "+14158675310",
    Called: "+15005550006",
    CallStatus: "ringing",
    Direction: "inbound",
    ApiVersion: "2010-04-01",
    FromCity: "SAN FRANCISCO",
    FromState: "CA",
    FromZip: "94105",
    FromCountry: "US",
  };
  const byName = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = byName.reduce((all, [name, value]) => all + name + value, `${publicOrigin}${path}`);
  return {
    method: "POST",
    url: side.origin + path,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": createHmac("sha1", authToken).update(text).digest("base64"),
    },
    body: new URLSearchParams(fields).toString(),
    expect: 200,
  };
}

const LONGEST_PAGE = 200;

/** The cursor of the page that comes after so many rows, as a caller gets to it: page by page. */
export async function cursorAfter(side: Side, { key }: Tenant, rows: number): Promise<string> {
  let cursor = "";
  for (let seen = 0; seen < rows; ) {
    const limit = Math.min(LONGEST_PAGE, rows - seen);
    const page = JSON.parse(await send(get(side, `/v1/phone-numbers?limit=${limit}${cursor}`, key)));
    cursor = `&cursor=${page.next_cursor}`;
    seen += limit;
  }
  return cursor;
}
