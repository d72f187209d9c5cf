import { expect, vi } from "vitest";
import { admin, type Json } from "../../support/api";
import { apartFromReadiness } from "../../support/event-log";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant } from "../../support/seed";

/** Runs the sync as time goes on, and reads what it found. */

let now = Date.now();

/** To be called after each test. */
export async function afterSync(): Promise<void> {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await sandbox.clearFaults();
}

/** The sandbox keeps to the real time, so what is put there is as old as the test makes it. */
export function later(minutes: number): void {
  now = Math.max(now, Date.now()) + minutes * 60_000;
  vi.useFakeTimers({ toFake: ["Date"], now });
}

/** A run a quarter of an hour after the last one. */
export async function syncLater(path: "" | "/preview" = ""): Promise<Json> {
  later(15);
  const answer = await admin.post(`/v1/sync${path}`);
  expect(answer).toMatchObject({ status: 201, body: { ended_at: expect.any(String) } });
  return answer.body;
}

export const differences = async (run: Json, query = ""): Promise<Json[]> =>
  (await admin.get(`/v1/sync/${run.id}/differences${query}`)).body.data;
export const differenceOf = async (run: Json, e164: string): Promise<Json> =>
  (await differences(run)).find(({ phone_number }) => phone_number === e164);
export const openFindings = async (caller: Tenant["api"], kind: string): Promise<Json[]> =>
  (await caller.get(`/v1/findings?status=open&kind=${kind}&limit=200`)).body.data;
export const orphanOf = async (e164: string): Promise<Json> =>
  (await openFindings(admin, "number_orphaned")).find(({ subject }) => subject.id === e164);

export async function owned(tenant: Tenant): Promise<Json> {
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  return (await tenant.api.get(`/v1/phone-numbers/${order.body.items[0].phone_number_id}`)).body;
}

export const read = async (tenant: Tenant, number: Json): Promise<Json> =>
  (await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body;
export const eventTypes = async (tenant: Tenant, id: string): Promise<string[]> =>
  apartFromReadiness((await tenant.api.get(`/v1/events?subject_id=${id}&sort=seq`)).body.data).map(({ type }) => type);
