import { and, eq, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { requireScopeOrOperator } from "#kernel/http/scope";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { preflightColumn } from "../preflight/check-request";
import { entryActor } from "./actor";
import { requestChanged } from "./add-numbers";
import { requireAgentsOf } from "./configuration-agents";
import { requireConsistent } from "./consistent-details";
import { correction, isCorrection } from "./correction";
import { isCorrectable, requireEditable } from "./editable";
import { numbersOfRequest, requireRequest } from "./queries";
import { recordEntry } from "./record-entry";
import { noSecrets, openPortingSecretsOrNone, type PortingSecrets, sealPortingSecrets } from "./secrets";
import { type PortingRequestRow, portingRequests } from "./table";
import { changeDetails, type RequestFields } from "./wire";

/** Changes fields of a draft, or corrects those of a request that is in exception. */
export async function updateRequest(
  ctx: Context,
  id: string,
  asked: RequestFields,
  ifMatch: string | undefined,
): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  await changeRequest(ctx, id, asked, ifMatch);
}

/** The same for a caller whose right was checked: an API key, or a visitor with a share link that may correct. */
export async function changeRequest(
  ctx: Context,
  id: string,
  asked: RequestFields,
  ifMatch: string | undefined,
): Promise<void> {
  const before = await requireRequest(ctx, id);
  requireMatch(ifMatch, before.version);
  const details = changeDetails(before.details, asked);
  const names = {
    name: asked.name === undefined ? before.name : asked.name,
    customerReference: asked.customer_reference === undefined ? before.customerReference : asked.customer_reference,
  };
  const secrets = await changeOfSecrets(ctx, before, asked);
  const changed = [
    ...(names.name === before.name ? [] : ["name"]),
    ...(names.customerReference === before.customerReference ? [] : ["customer_reference"]),
    ...changedFields(before.details, details),
    ...secrets.changed,
  ];
  if (changed.length === 0) return;
  requireEditable(before, changed);
  requireConsistent(details);
  if (changed.includes("configuration")) await requireAgentsOf(ctx, before.tenantId, [details.configuration]);
  const sealed = secrets.changed.length > 0 ? await sealPortingSecrets(ctx.vault, before, secrets.now) : null;
  const after = { ...before, ...names, details, ...sealed };
  const checked = isCorrectable(before) ? await preflightColumn(ctx, after, await numbersOfRequest(ctx, id)) : null;
  const { db, now } = ctx;
  const { updated } = await batchNamed(db, {
    updated: db
      .update(portingRequests)
      .set({ ...names, details, ...sealed, ...checked, version: before.version + 1, updatedAt: now })
      .where(
        and(
          eq(portingRequests.id, id),
          eq(portingRequests.version, before.version),
          // The job that seals secrets under a new key does not raise the version.
          sealed ? sql`${portingRequests.secrets} is ${before.secrets}` : undefined,
        ),
      ),
    corrected: isCorrection(ctx, before) ? [recordEntry(ctx, before, correction(entryActor(ctx), changed))] : [],
    event: recordEvent(db, sourceOf(ctx, before.tenantId), "porting_request.updated", id, {
      name: names.name,
      changed,
    }),
  });
  if (!wroteSomething(updated)) throw requestChanged(id);
}

interface ChangeOfSecrets {
  readonly now: PortingSecrets;
  readonly changed: readonly string[];
}

async function changeOfSecrets(
  { vault }: Context,
  before: PortingRequestRow,
  { account_number, pin }: RequestFields,
): Promise<ChangeOfSecrets> {
  if (account_number === undefined && pin === undefined) return { now: noSecrets, changed: [] };
  const stored = await openPortingSecretsOrNone(vault, before);
  const now = {
    accountNumber: account_number === undefined ? stored.accountNumber : account_number,
    pin: pin === undefined ? stored.pin : pin,
  };
  const changed = [
    ...(now.accountNumber === stored.accountNumber ? [] : ["account_number"]),
    ...(now.pin === stored.pin ? [] : ["pin"]),
  ];
  return { now, changed };
}
