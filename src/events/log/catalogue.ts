import { z } from "@hono/zod-openapi";
import { scopes } from "#kernel/http/scope";
import { numberTypes } from "#kernel/ports/carrier";
import { destinationKinds } from "#kernel/values/destination";
import { type IdKind, prefixes } from "#kernel/values/ids";

const id = (kind: IdKind) => z.string().meta({ examples: [`${prefixes[kind]}_01k9m8x3zt5v7w9y2a4c6e8g0j`] });
const time = z.iso.datetime();
const phoneNumber = z.string().meta({ examples: ["+14155550123"] });
const held = z.object({ phone_number: phoneNumber, expires_at: time, phone_number_id: id("phoneNumber").nullable() });
const item = z.object({ item_id: id("orderItem"), phone_number: phoneNumber });
const finding = z.object({
  kind: z.string().meta({ examples: ["purchase_undeliverable"] }),
  severity: z.string().meta({ examples: ["critical"] }),
  subject_id: id("order"),
});
const bulk = z.object({ action: z.string().meta({ examples: ["tag"] }), item_count: z.int() });
const kindOfNumber = z.object({ country: z.string().meta({ examples: ["GB"] }), type: z.enum(numberTypes) });
const number = z.object({ phone_number: phoneNumber });
const ordered = number.extend({ order_id: id("order") });
const host = z.object({ host: z.string().meta({ examples: ["hooks.example.com"] }) });
const agent = z.object({
  name: z.string().meta({ examples: ["Front desk"] }),
  kind: z.enum(destinationKinds),
});
const assignment = number.extend({ phone_number_id: id("phoneNumber"), agent_id: id("agent") });
/** `from` is null when the caller shows no number. */
const call = z.object({
  phone_number_id: id("phoneNumber"),
  from: phoneNumber.nullable(),
  to: phoneNumber,
  agent_id: id("agent").nullable(),
  outcome: z
    .string()
    .meta({ examples: ["connected"] })
    .nullable(),
});
/** Without the text: events go to webhooks, feeds and archives, the text only to whoever asks for the message. */
const message = z.object({
  phone_number_id: id("phoneNumber"),
  from: phoneNumber.nullable(),
  to: phoneNumber.nullable(),
});
const keyName = z.string().meta({ examples: ["Dashboard"] });

/**
 * Every event there is, with the shape of its `data` and the sentence that documents it. The part before the dot is the kind
 * of thing it is about.
 */
export const eventSchemas = {
  "tenant.created": z
    .object({ tenant_id: id("tenant"), name: z.string().meta({ examples: ["Acme"] }) })
    .describe("A tenant was made. In the platform's log."),
  "tenant.updated": z
    .object({ changed: z.array(z.string().meta({ examples: ["reservation_limit"] })) })
    .describe("Your tenant was changed; `changed` names the fields."),
  "api_key.created": z
    .object({ name: keyName, scopes: z.array(z.enum(scopes)), expires_at: time.nullable() })
    .describe("An API key was made."),
  "api_key.revoked": z.object({ name: keyName }).describe("An API key was revoked; it stops working within seconds."),
  "reservation.created": held.describe("A number is held for you."),
  "reservation.extended": held.describe("A hold was given more time."),
  "reservation.cancelled": held.describe("A hold was given up before its end."),
  "reservation.expired": held.describe("A hold came to its end without a purchase."),
  "reservation.purchasing": held.describe("The held number is being bought, and cannot expire meanwhile."),
  "reservation.reinstated": held.describe("The purchase of a held number failed, and the hold goes on."),
  "reservation.completed": held.describe("The held number was bought, and is yours."),
  "reservation.lost": held.describe("Somebody else bought the held number at the carrier."),
  "reservation.failed": held.describe("The purchase of the held number failed, and the hold is over."),
  "order.created": z.object({ item_count: z.int() }).describe("An order was placed."),
  "order.cancelled": z
    .object({ item_count: z.int() })
    .describe("Items of an order that nobody had begun to buy were cancelled."),
  "order.item_pending": item
    .extend({ status: z.enum(["purchasing", "unknown"]) })
    .describe("An item of an order is being bought; `unknown` while the carrier's answer is lost."),
  "order.item_completed": item
    .extend({ phone_number_id: id("phoneNumber") })
    .describe("An item of an order was bought."),
  "order.item_failed": item
    .extend({
      code: z.string().meta({ examples: ["number_unavailable"] }),
      carrier_code: z
        .number()
        .meta({ examples: [21422] })
        .nullable(),
      retryable: z.boolean(),
    })
    .describe("An item of an order could not be bought."),
  "regulatory_default.set": kindOfNumber
    .extend({
      address_sid: z
        .string()
        .meta({ examples: ["AD00000000000000000000000000005a4d"] })
        .nullable(),
      bundle_sid: z
        .string()
        .meta({ examples: ["BU00000000000000000000000000005a4d"] })
        .nullable(),
    })
    .describe("The papers that numbers of a country and type are bought with were chosen."),
  "regulatory_default.removed": kindOfNumber.describe(
    "Numbers of a country and type are no longer bought with the papers that were chosen for them.",
  ),
  "regulatory_claim.freed": z
    .object({ kind: z.enum(["address", "bundle"]) })
    .describe("An address or a bundle is no longer the tenant's: whoever uses it next has it."),
  "finding.opened": finding.describe("Something came up that needs a person."),
  "finding.resolved": finding.describe("Something that needed a person is settled."),
  "finding.snoozed": finding
    .extend({ until: time.nullable() })
    .describe("Something that needs a person was put off until a later time; null when it no longer is."),
  "finding.assigned": finding
    .extend({
      assignee: z
        .string()
        .meta({ examples: ["Ada"] })
        .nullable(),
    })
    .describe("Somebody took on something that needs a person; null when nobody does any more."),
  "bulk_job.created": bulk.describe("A change to many numbers was taken on."),
  "bulk_job.completed": bulk.describe("A change to many numbers is done, with an outcome for each."),
  "agent.created": agent.describe("An agent was made."),
  "agent.updated": agent
    .extend({ changed: z.array(z.string().meta({ examples: ["destination"] })) })
    .describe("An agent was changed; `changed` names the fields."),
  "agent.deleted": agent.describe("An agent was deleted."),
  "assignment.started": assignment.describe("An agent answers a number's calls from now on."),
  "assignment.ended": assignment.describe("An agent no longer answers a number's calls."),
  "phone_number.purchased": ordered.describe("A number was bought, and is yours."),
  "phone_number.restored": ordered.describe("A released number was taken back as it was."),
  "phone_number.updated": number
    .extend({ changed: z.array(z.string().meta({ examples: ["friendly_name"] })) })
    .describe("A number's description or lock was changed; `changed` names the fields."),
  "phone_number.routing_changed": number
    .extend({ version: z.int().nullable() })
    .describe("A number has another routing plan; `version` is null when it has none any more."),
  "phone_number.transferred_out": number
    .extend({ to_tenant_id: id("tenant") })
    .describe("The platform moved a number of yours to another tenant; its history up to here stays with you."),
  "phone_number.transferred_in": number
    .extend({ from_tenant_id: id("tenant") })
    .describe("The platform moved another tenant's number to you, with its history."),
  "phone_number.suspended": number.describe("A number was taken out of service."),
  "phone_number.resumed": number.describe("A suspended number is in service again."),
  "phone_number.releasing": number.describe("A number is being given back to the carrier."),
  "phone_number.cooling_off": number.describe("The carrier has taken a number back; it can still be restored."),
  "phone_number.released": number.describe("A number that was given back can no longer be restored."),
  "phone_number.lost": number.describe(
    "The carrier no longer has a number of yours; it stays yours until it is found or released.",
  ),
  "phone_number.found": number.describe("The carrier has a number again that was lost."),
  "phone_number.repaired": number
    .extend({ changed: z.array(z.string().meta({ examples: ["voice_url"] })) })
    .describe("A number's set-up at the carrier was put right; `changed` names the fields."),
  "phone_number.adopted": number
    .extend({ order_item_id: id("orderItem").nullable() })
    .describe("A number that the carrier account had without an owner is yours now."),
  "phone_number.readiness_changed": number
    .extend({
      ready: z
        .boolean()
        .meta({ examples: [false] })
        .nullable(),
      causes: z.array(z.string().meta({ examples: ["no_agent"] })),
    })
    .describe("Whether callers reach a number changed, or why not; `causes` are codes, as its readiness has them."),
  "call.started": call.describe("A call came in for a number."),
  "call.completed": call
    .extend({
      status: z.enum(["canceled", "failed", "no_answer", "busy", "completed"]),
      duration_seconds: z.int(),
    })
    .describe("A call is over."),
  "message.received": message
    .extend({
      segments: z.int(),
      media_count: z.int(),
      keyword: z.enum(["stop", "help", "start"]).nullable(),
      forwarded_to: phoneNumber.nullable(),
    })
    .describe("A message came in for a number; its text is in `GET /v1/messages/{message_id}` alone."),
  "message.status_changed": message
    .extend({
      status: z.string().meta({ examples: ["delivered"] }),
      error_code: z
        .int()
        .meta({ examples: [30003] })
        .nullable(),
    })
    .describe("A message that was sent is further on its way, or will not arrive."),
  "health.probed": z
    .object({ run_id: z.string().meta({ examples: ["job_01k9m8x3zt5v7w9y2a4c6e8g0j"] }) })
    .describe("The platform proves to itself that events arrive, every ten minutes; in its own log only."),
  "webhook_endpoint.created": host.describe("A webhook endpoint was made."),
  "webhook_endpoint.updated": z
    .object({ changed: z.array(z.string().meta({ examples: ["event_types"] })) })
    .describe("A webhook endpoint was changed; `changed` names the fields."),
  "webhook_endpoint.secret_rotated": z
    .object({ previous_expires_at: time })
    .describe("A webhook endpoint has a new secret; the one before it signs too until `previous_expires_at`."),
  "webhook_endpoint.paused": host
    .extend({ failing_since: time, failed_attempts: z.int() })
    .describe("A webhook endpoint took nothing for days, and is sent nothing more until it is enabled."),
  "webhook_endpoint.disabled": host
    .extend({ reason: z.literal("gone") })
    .describe("A webhook endpoint answered 410, and is sent nothing more until it is enabled."),
  "webhook_endpoint.events_skipped": host
    .extend({ from_seq: z.int(), to_seq: z.int() })
    .describe(
      "A webhook endpoint was off for so long that events had left the log; those from `from_seq` to `to_seq` are not delivered.",
    ),
  "webhook_endpoint.deleted": host.describe("A webhook endpoint was deleted."),
} as const;

export type EventType = keyof typeof eventSchemas;
export type EventData<T extends EventType> = z.infer<(typeof eventSchemas)[T]>;

export const eventTypes = Object.keys(eventSchemas).filter((type): type is EventType => type in eventSchemas);
export const subjectTypeOf = (type: EventType): string => type.slice(0, type.indexOf("."));
export const subjectTypes = [...new Set(eventTypes.map(subjectTypeOf))];
