import type { Context, WebhookContext } from "#kernel/ports/context";
import type { Actor } from "#kernel/ports/number-object";
import type { EventSource } from "./record";

/** Who does what a request does. */
export const actorOf = ({ principal, requestId }: Context): Actor => ({
  tenantId: principal.tenantId,
  actor: principal.keyId === null ? "admin" : `key:${principal.keyId}`,
  requestId,
});

/** The source of the events that a request causes, in the caller's log or, for the platform's work, in another tenant's. */
export const sourceOf = (ctx: Context, tenantId = ctx.principal.tenantId): EventSource => ({
  ...actorOf(ctx),
  tenantId,
  at: ctx.now,
  newEventId: () => ctx.newId("event"),
  changed: ctx.changed,
});

/** The source of what nobody asked for: jobs, messages and alarms do it in the platform's name, in the tenant's log. */
export const systemSource = (
  { requestId, now, newId, changed }: Pick<Context, "requestId" | "now" | "newId" | "changed">,
  tenantId: string,
): EventSource => ({
  tenantId,
  actor: "system",
  requestId,
  at: now,
  newEventId: () => newId("event"),
  changed,
});

/** The source of what a carrier's webhook tells. */
export const carrierSource = ({ tenantId, requestId, now, newId, changed }: WebhookContext): EventSource => ({
  tenantId,
  requestId,
  actor: "carrier",
  at: now,
  newEventId: () => newId("event"),
  changed,
});
