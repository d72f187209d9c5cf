import type { z } from "zod";
import type { EventRow } from "#events/log/queries";
import { eventsBetween, eventsWithIds } from "#events/log/reads";
import { runOnce } from "#idempotency/once";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { timeOfId } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import { matchesEventTypes } from "./event-filter";
import { webhookMessageOf } from "./message";
import { endpointOf } from "./queries";
import type { EndpointRow } from "./table";
import { redelivered, type redelivery } from "./wire";

/** Events of a range that are looked at in one request; the answer says where to go on. */
export const MAX_RANGE = 500;
/** Time cannot part events of one millisecond, as of an agent that 1,000 numbers lose at once: they are taken together. */
const MAX_AT_ONCE = 5_000;

interface Chosen {
  readonly events: readonly EventRow[];
  readonly nextFrom: string | null;
}

/** Delivers events again, as they stand in the log, under the ids that they had. */
export async function redeliver(
  ctx: Context,
  id: string,
  asked: z.infer<typeof redelivery>,
): Promise<z.infer<typeof redelivered>> {
  requireScope(ctx, "webhooks:write");
  const endpoint = await endpointOf(ctx, id);
  if (endpoint.status !== "enabled") {
    throw new Problem("illegal_transition", `The endpoint is ${endpoint.status}: enable it first.`);
  }
  const { body } = await runOnce(ctx, redelivered, async () => {
    const { events, nextFrom } = await choose(ctx, endpoint, asked);
    const answer = await ctx
      .webhookObject(id)
      .redeliver(events.map(webhookMessageOf), ctx.idempotency?.keyHash ?? null);
    if (answer.kind === "backlog_full") {
      throw new Problem("webhook_backlog_full", "Wait until what is on its way already has been delivered.");
    }
    return { status: 202, body: { event_ids: events.map((event) => event.id), next_from: nextFrom } };
  });
  return body;
}

async function choose(ctx: Context, endpoint: EndpointRow, asked: z.infer<typeof redelivery>): Promise<Chosen> {
  const { delivery_ids, event_ids, from, to } = asked;
  if (from !== undefined && to !== undefined) return await inRange(ctx, endpoint, Date.parse(from), Date.parse(to));
  if (event_ids) return { events: await withIds(ctx, "/event_ids", event_ids), nextFrom: null };
  const eventIds = new Set(await ctx.webhookObject(endpoint.id).eventIdsOf(delivery_ids ?? []));
  if (eventIds.size === 0) throw new Problem("not_found", "The endpoint's log has none of these deliveries.");
  return { events: await withIds(ctx, "/delivery_ids", [...eventIds]), nextFrom: null };
}

async function withIds(ctx: Context, pointer: string, ids: readonly string[]): Promise<readonly EventRow[]> {
  const events = await eventsWithIds(ctx.db, ctx.principal.tenantId, ids);
  const missing = ids.filter((id) => !events.some((event) => event.id === id));
  if (missing.length > 0) throw invalidField("body", pointer, `The event log does not have ${missing.join(", ")}.`);
  return events;
}

async function inRange(ctx: Context, { eventTypes }: EndpointRow, from: number, to: number): Promise<Chosen> {
  if (to <= from) throw invalidField("body", "/to", "Must be later than from.");
  const { tenantId } = ctx.principal;
  const wanted = (rows: readonly EventRow[]) => rows.filter(({ type }) => matchesEventTypes(eventTypes, type));
  const found = await eventsBetween(ctx.db, tenantId, from, to, MAX_RANGE + 1);
  const beyond = found[MAX_RANGE];
  if (!beyond) return { events: wanted(found), nextFrom: null };
  const nextFrom = timeOfId(beyond.id);
  if (nextFrom > from) return { events: wanted(found.slice(0, MAX_RANGE)), nextFrom: isoTime(nextFrom) };
  const atOnce = await eventsBetween(ctx.db, tenantId, from, from + 1, MAX_AT_ONCE);
  return { events: wanted(atOnce), nextFrom: from + 1 < to ? isoTime(from + 1) : null };
}
