import { sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import type { z } from "#kernel/http/schema";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { DAY_MS } from "#kernel/values/time";
import { entryActor } from "../requests/actor";
import { requireRequest } from "../requests/queries";
import { recordEntry } from "../requests/record-entry";
import { linkPermissions } from "./permissions";
import { openLinkCount } from "./queries";
import type { CreatedPortingShareLink } from "./responses";
import { portingShareLinks, type ShareLinkRow } from "./table";
import { tokenOf } from "./token";
import { type newShareLink, toShareLink } from "./wire";

/** Days. A port takes weeks; a forgotten link ends by itself. */
const [DEFAULT_DAYS, MAX_DAYS] = [30, 90];
/** Links of one request that open its page at the same time: one for each person involved, and some more. */
const MAX_OPEN_LINKS = 20;

/** Makes a link to the page of a request. Only this answer has its URL. */
export async function createShareLink(
  ctx: Context,
  requestId: string,
  { label, permissions, expires_at }: z.output<ReturnType<typeof newShareLink>>,
): Promise<CreatedPortingShareLink> {
  requireScopeOrOperator(ctx, "porting:write");
  const { db, now, principal, config } = ctx;
  const request = await requireRequest(ctx, requestId);
  const row: ShareLinkRow = {
    id: ctx.newId("portingShareLink"),
    portingRequestId: requestId,
    tenantId: request.tenantId,
    label: label ?? null,
    permissions: linkPermissions.filter((one) => one === "view" || permissions.includes(one)),
    expiresAt: expiryOf(now, expires_at),
    revokedAt: null,
    expiryReportedAt: null,
    lastOpenedAt: null,
    keyId: principal.keyId,
    createdAt: now,
  };
  const url = `${config.publicOrigin}/ports/${await tokenOf(config.secretsKeys, row.id)}`;
  return await createOnce(ctx, {
    body: { ...toShareLink(row, now), url },
    secret: true,
    only: { if: sql`${openLinkCount(requestId, now)} < ${MAX_OPEN_LINKS}`, otherwise: tooManyLinks(requestId) },
    writes: (gate) => [
      insertIf(db, portingShareLinks, row, gate),
      recordEntry(ctx, request, {
        kind: "shared",
        actor: entryActor(ctx),
        detail: "A share link was made.",
        data: { porting_share_link_id: row.id, permissions: row.permissions },
      }),
      recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.link_created", requestId, {
        porting_share_link_id: row.id,
      }),
    ],
  });
}

function expiryOf(now: number, asked: number | undefined): number {
  if (asked === undefined) return now + DEFAULT_DAYS * DAY_MS;
  if (asked <= now) throw invalidField("body", "/expires_at", "Must be in the future.");
  if (asked > now + MAX_DAYS * DAY_MS) {
    throw invalidField("body", "/expires_at", `Must be within ${MAX_DAYS} days. Make a new link when it has expired.`);
  }
  return asked;
}

const tooManyLinks = (requestId: string): Problem =>
  new Problem(
    "share_link_limit_reached",
    `The porting request ${requestId} has ${MAX_OPEN_LINKS} open links, which is the limit. Revoke one first.`,
    { more: { limit: MAX_OPEN_LINKS } },
  );
