import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Context } from "#kernel/ports/context";
import { createJobContext } from "#runtime/job-context";
import { withTenant } from "../../support/seed";

let serial = 0;

/** A context of the platform at this instant. */
export const contextAt = (now: number): Context => ({
  ...createJobContext(env, createExecutionContext()),
  now,
  elapsedMs: () => 0,
});

/** A request with the losing carrier that is due at `nextCheckAt` (ms UTC), and its row as it is stored. */
export async function seedPort(nextCheckAt: number, status = "in_process") {
  serial += 1;
  const { id: tenantId } = await withTenant();
  const id = contextAt(0).newId("portingRequest");
  const portId = `KW${String(serial).padStart(32, "a")}`;
  await env.DB.prepare(
    `insert into porting_requests (id, tenant_id, status, status_since, path, details, secret_kinds, carrier_request_id, next_check_at,
       moved_at, created_at, updated_at) values (?1, ?2, ?3, 0, 'twilio', '{}', '[]', ?4, ?5, 0, 0, 0)`,
  )
    .bind(id, tenantId, status, portId, nextCheckAt)
    .run();
  const row = async (): Promise<Record<string, unknown>> =>
    (await env.DB.prepare("select * from porting_requests where id = ?").bind(id).first()) ?? {};
  return { id, tenantId, portId, row };
}
