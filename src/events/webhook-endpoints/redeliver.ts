import type { z } from "zod";
import { matchesEventTypes } from "#events/log/event-patterns";
import type { EventRow } from "#events/log/queries";
import { eventsBetween, eventsWithIds } from "#events/log/reads";
import { runOnce } from "#idempotency/once";
import { invalidField, Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { timeOfId } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import { webhookMessageOf } from "./message";
import { endpointOf } from "./queries";
import type { redelivered } from "./responses";
import type { EndpointRow } from "./table";
import type { redelivery } from "./wire";

/** Events of a time range per request. The answer's `next_from` says where the next request starts. */
export const MAX_RANGE = 500;
/**
 * A time range can't split events of one millisecond (a bulk change writes 1,000 of them), so they are redelivered
 * together.
 */
const MAX_PER_MILLISECOND = 5_000;

interface ChosenEvents {
  readonly events: readonly EventRow[];
  readonly nextFrom: string | null;
}

/** Creates new deliveries of events from the log, with the same `webhook-id`s. Answers the ids of the events. */
export async function redeliver(
  ctx: Context,
  id: string,
  requested: z.infer<ReturnType<typeof redelivery>>,
): Promise<z.infer<typeof redelivered>> {
  const endpoint = await endpointOf(ctx, id);
  if (endpoint.status !== "enabled") {
    throw new Problem(
      "illegal_transition",
      `The endpoint is ${endpoint.status}. Set its status to enabled, then redeliver.`,
    );
  }
  const { body } = await runOnce(ctx, async () => {
    const { events, nextFrom } = await chooseEvents(ctx, endpoint, requested);
    const answer = await ctx
      .webhookObject(id)
      .redeliver(events.map(webhookMessageOf), ctx.idempotency?.keyHash ?? null);
    if (answer.kind === "backlog_full") {
      throw new Problem(
        "webhook_backlog_full",
        "The endpoint has too many pending deliveries. Retry when some of them are delivered or have failed.",
      );
    }
    return { status: 202, body: { event_ids: events.map((event) => event.id), next_from: nextFrom } };
  });
  return body;
}

async function chooseEvents(
  ctx: Context,
  endpoint: EndpointRow,
  requested: z.infer<ReturnType<typeof redelivery>>,
): Promise<ChosenEvents> {
  const { delivery_ids, event_ids, from, to } = requested;
  if (from !== undefined && to !== undefined) return await inRange(ctx, endpoint, Date.parse(from), Date.parse(to));
  if (event_ids) return { events: await withIds(ctx, "/event_ids", event_ids), nextFrom: null };
  const eventIds = new Set(await ctx.webhookObject(endpoint.id).eventIdsOf(delivery_ids ?? []));
  if (eventIds.size === 0)
    throw new Problem(
      "not_found",
      "The endpoint has none of these deliveries. Its log keeps them for 30 days; redeliver older events by event_ids.",
    );
  return { events: await withIds(ctx, "/delivery_ids", [...eventIds]), nextFrom: null };
}

async function withIds(ctx: Context, pointer: string, ids: readonly string[]): Promise<readonly EventRow[]> {
  const events = await eventsWithIds(ctx.db, ctx.principal.tenantId, ids);
  const missing = ids.filter((id) => !events.some((event) => event.id === id));
  if (missing.length > 0)
    throw invalidField(
      "body",
      pointer,
      `Your event log does not have ${missing.join(", ")}. Events past retention are in the archive only.`,
    );
  return events;
}

async function inRange(ctx: Context, { eventTypes }: EndpointRow, from: number, to: number): Promise<ChosenEvents> {
  if (to <= from) throw invalidField("body", "/to", "Must be later than `from`.");
  const { tenantId } = ctx.principal;
  const wanted = (rows: readonly EventRow[]) => rows.filter(({ type }) => matchesEventTypes(eventTypes, type));
  const found = await eventsBetween(ctx.db, tenantId, from, to, MAX_RANGE + 1);
  const beyond = found[MAX_RANGE];
  if (!beyond) return { events: wanted(found), nextFrom: null };
  const nextFrom = timeOfId(beyond.id);
  if (nextFrom > from) return { events: wanted(found.slice(0, MAX_RANGE)), nextFrom: isoTime(nextFrom) };
  const ofOneMillisecond = await eventsBetween(ctx.db, tenantId, from, from + 1, MAX_PER_MILLISECOND);
  return { events: wanted(ofOneMillisecond), nextFrom: from + 1 < to ? isoTime(from + 1) : null };
}
