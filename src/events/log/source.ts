import type { Context, WebhookContext } from "#kernel/ports/context";
import type { Actor } from "#kernel/ports/number-object";
import type { EventSource } from "./record";

/** The actor of a request: the caller's API key, `admin` for the bootstrap token, or a share link. */
export const actorOf = ({ principal, requestId }: Context): Actor => ({
  tenantId: principal.tenantId,
  actor: actorNameOf(principal),
  requestId,
});

function actorNameOf({ keyId, shareLinkId }: Context["principal"]): string {
  if (shareLinkId !== undefined) return `link:${shareLinkId}`;
  return keyId === null ? "admin" : `key:${keyId}`;
}

/**
 * The source of events that a request causes. Pass `tenantId` to write to another tenant's log, as the platform does.
 */
export const sourceOf = (ctx: Context, tenantId = ctx.principal.tenantId): EventSource => ({
  ...actorOf(ctx),
  tenantId,
  at: ctx.now,
  newEventId: () => ctx.newId("event"),
  changed: ctx.changed,
});

/** The source of events that jobs, queue messages and alarms cause, in a tenant's log with the actor `system`. */
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

/** The source of events that a webhook from Twilio causes, with the actor `carrier`. */
export const carrierSource = ({ tenantId, requestId, now, newId, changed }: WebhookContext): EventSource => ({
  tenantId,
  requestId,
  actor: "carrier",
  at: now,
  newEventId: () => newId("event"),
  changed,
});
