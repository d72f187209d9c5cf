import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { archiveEvents } from "#events/archive/archive-events";
import { extendChain, headAt } from "#events/log/chain";
import { sealEvents } from "#events/log/seal";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { addEvents, archived, change, exported } from "../../support/event-log";
import { type Tenant, withTenant } from "../../support/seed";

export const DAY = 24 * 60 * 60_000;
const RETENTION = 90 * DAY;
export const first = Date.parse("2026-03-01T00:00:00Z");
/** When the first of the days is past retention, and each next one a day later. */
export const due = (days: number): number => first + days * DAY + RETENTION;

export const jobAt = (at: number) => ({ ...createJobContext(env, createExecutionContext()), now: at });

/** A whole run: as many slices as it takes. */
export async function run(at: number, eventsPerPart?: number) {
  const counted = { archived_days: 0, archived_events: 0 };
  const errors = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const slice = await archiveEvents(jobAt(at), cursor, undefined, eventsPerPart);
    counted.archived_days += slice.counted.archived_days;
    counted.archived_events += slice.counted.archived_events;
    errors.push(...slice.errors);
    cursor = slice.next;
  }
  return { counted, errors };
}

/** A sealed log with so many events on each of the days from the first of March on. */
export async function withDays(...counts: number[]): Promise<Tenant> {
  const tenant = await withTenant();
  await change("delete from events where tenant_id = ?", tenant.id);
  for (const [day, count] of counts.entries()) if (count > 0) await addEvents(tenant, count, first + day * DAY);
  await sealEvents(jobAt(Date.now()), null);
  return tenant;
}

export const days = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/events/archives")).body.data;
export const seqs = (events: readonly Json[]): number[] => events.map(({ seq }) => seq);
export const upTo = (last: number, from = 1): number[] => Array.from({ length: last - from + 1 }, (_, i) => from + i);

/** What must hold whatever has happened: archive and log are one whole chain, and each event stands in one of the two. */
export async function whole(tenant: Tenant, events: readonly Json[]): Promise<void> {
  const kept: Json[] = [];
  for (const { date, part, previous_hash, hash, first_seq, last_seq } of (await days(tenant)).reverse()) {
    const ofDay = await archived(tenant, `${date}?part=${part}`);
    const from = headAt(first_seq - 1, previous_hash);
    expect(await extendChain(from, ofDay)).toEqual({ head: headAt(last_seq, hash) });
    kept.push(...ofDay);
  }
  const rest = await exported(tenant);
  expect([...kept, ...rest.slice(Math.max(kept.length - events.length + rest.length, 0))]).toEqual(events);
}
