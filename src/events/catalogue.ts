import { z } from "@hono/zod-openapi";
import { numberTypes } from "../kernel/ports";
import { scopes } from "../kernel/scope";

const time = z.iso.datetime();
const phoneNumber = z.string();
const held = z.object({ phone_number: phoneNumber, expires_at: time, phone_number_id: z.string().nullable() });
const item = z.object({ item_id: z.string(), phone_number: phoneNumber });
const finding = z.object({ kind: z.string(), severity: z.string(), subject_id: z.string() });
const bulk = z.object({ action: z.string(), item_count: z.int() });
const kindOfNumber = z.object({ country: z.string(), type: z.enum(numberTypes) });
const number = z.object({ phone_number: phoneNumber });

/** Every event there is, with the shape of its `data`. The part before the dot is the kind of thing it is about. */
export const catalogue = {
  "tenant.created": z.object({ tenant_id: z.string(), name: z.string() }),
  "tenant.updated": z.object({ changed: z.array(z.string()) }),
  "api_key.created": z.object({ name: z.string(), scopes: z.array(z.enum(scopes)), expires_at: time.nullable() }),
  "api_key.revoked": z.object({ name: z.string() }),
  "reservation.created": held,
  "reservation.extended": held,
  "reservation.cancelled": held,
  "reservation.expired": held,
  "reservation.purchasing": held,
  "reservation.reinstated": held,
  "reservation.completed": held,
  "reservation.lost": held,
  "reservation.failed": held,
  "order.created": z.object({ item_count: z.int() }),
  "order.cancelled": z.object({ item_count: z.int() }),
  "order.item_pending": item.extend({ status: z.enum(["purchasing", "unknown"]) }),
  "order.item_completed": item.extend({ phone_number_id: z.string() }),
  "order.item_failed": item.extend({ code: z.string(), carrier_code: z.number().nullable(), retryable: z.boolean() }),
  "regulatory_default.set": kindOfNumber.extend({
    address_sid: z.string().nullable(),
    bundle_sid: z.string().nullable(),
  }),
  "regulatory_default.removed": kindOfNumber,
  "finding.opened": finding,
  "finding.resolved": finding,
  "finding.snoozed": finding.extend({ until: time.nullable() }),
  "finding.assigned": finding.extend({ assignee: z.string().nullable() }),
  "bulk_job.created": bulk,
  "bulk_job.completed": bulk,
  "phone_number.purchased": number.extend({ order_id: z.string() }),
  "phone_number.restored": number.extend({ order_id: z.string() }),
  "phone_number.updated": number.extend({ changed: z.array(z.string()) }),
  "phone_number.transferred_out": number.extend({ to_tenant_id: z.string() }),
  "phone_number.transferred_in": number.extend({ from_tenant_id: z.string() }),
  "phone_number.suspended": number,
  "phone_number.resumed": number,
  "phone_number.releasing": number,
  "phone_number.cooling_off": number,
  "phone_number.released": number,
  "phone_number.lost": number,
  "phone_number.found": number,
  "phone_number.repaired": number.extend({ changed: z.array(z.string()) }),
  "phone_number.adopted": number.extend({ order_item_id: z.string().nullable() }),
} as const;

export type EventType = keyof typeof catalogue;
export type EventData<T extends EventType> = z.infer<(typeof catalogue)[T]>;

export const eventTypes = Object.keys(catalogue).filter((type): type is EventType => type in catalogue);
export const subjectTypeOf = (type: EventType): string => type.slice(0, type.indexOf("."));
export const subjectTypes = [...new Set(eventTypes.map(subjectTypeOf))];
