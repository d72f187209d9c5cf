import { and, eq, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, describeError, wroteSomething } from "#kernel/db/db";
import { requireScopeOrOperator } from "#kernel/http/scope";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { preflightColumn } from "../preflight/check-request";
import { entryActor } from "./actor";
import { requestChanged } from "./add-numbers";
import { requireAgentsOf } from "./configuration-agents";
import { correction, isCorrection } from "./correction";
import { isCorrectable, requireEditable } from "./editable";
import type { NumberSettingFields } from "./number-wire";
import { isRequestAt, numbersOfRequest, requireNumber } from "./queries";
import { recordEntry } from "./record-entry";
import { openNumberPin, sealNumberPin } from "./secrets";
import { toSettings } from "./settings-wire";
import { type PortingNumberRow, portingNumbers, portingRequests } from "./table";

/** Changes a number's own carrier, PIN or settings. The change raises the version of its request. */
export async function updatePortingNumber(
  ctx: Context,
  requestId: string,
  numberId: string,
  asked: NumberSettingFields,
): Promise<PortingNumberRow> {
  requireScopeOrOperator(ctx, "porting:write");
  return await changePortingNumber(ctx, requestId, numberId, asked);
}

/** The same for a caller whose right was checked: an API key, or a visitor with a share link that may correct. */
export async function changePortingNumber(
  ctx: Context,
  requestId: string,
  numberId: string,
  asked: NumberSettingFields,
): Promise<PortingNumberRow> {
  const { db, now } = ctx;
  const { request, number } = await requireNumber(ctx, requestId, numberId);
  const configuration =
    asked.configuration === undefined ? number.configuration : asked.configuration && toSettings(asked.configuration);
  const isNewPin = asked.pin !== undefined && asked.pin !== (await pinOf(ctx, number));
  const losingCarrier = asked.losing_carrier === undefined ? number.losingCarrier : asked.losing_carrier;
  const isNewCarrier = losingCarrier !== number.losingCarrier;
  const changed = [
    ...(isNewPin ? ["pin"] : []),
    ...(isNewCarrier ? ["losing_carrier"] : []),
    ...changedFields(number, { configuration }),
  ];
  if (changed.length === 0) return number;
  requireEditable(request, changed);
  await requireAgentsOf(ctx, request.tenantId, changed.includes("configuration") ? [configuration] : []);
  const fields = {
    configuration,
    losingCarrier,
    ...(isNewPin && (await sealNumberPin(ctx.vault, number, asked.pin ?? null))),
    updatedAt: now,
  };
  const others = isCorrectable(request) && (isNewPin || isNewCarrier) ? await numbersOfRequest(ctx, requestId) : null;
  const after = others?.map((other) => (other.id === numberId ? { ...other, ...fields } : other));
  const checked = after && (await preflightColumn(ctx, request, after));
  const next = { id: requestId, version: request.version + 1 };
  const named = changed.map((field) => `${field} of ${number.e164}`);
  const { raised } = await batchNamed(db, {
    raised: db
      .update(portingRequests)
      .set({ ...checked, version: next.version, updatedAt: now })
      .where(
        and(
          eq(portingRequests.id, requestId),
          eq(portingRequests.version, request.version),
          sql`exists (select 1 from ${portingNumbers} where ${portingNumbers.id} = ${numberId}
            and ${portingNumbers.pin} is ${number.pin})`,
        ),
      ),
    corrected: isCorrection(ctx, request) ? [recordEntry(ctx, request, correction(entryActor(ctx), named))] : [],
    event: recordEvent(db, sourceOf(ctx, request.tenantId), "porting_request.updated", requestId, {
      name: request.name,
      changed: ["numbers"],
    }),
    updated: db
      .update(portingNumbers)
      .set(fields)
      .where(and(eq(portingNumbers.id, numberId), sql`${portingNumbers.pin} is ${number.pin}`, isRequestAt(next))),
  });
  if (!wroteSomething(raised)) throw requestChanged(requestId);
  return { ...number, ...fields };
}

/** A PIN that no key opens counts as missing, so that a request with a new one replaces it. */
const pinOf = async ({ vault }: Context, number: PortingNumberRow): Promise<string | null> =>
  await openNumberPin(vault, number).catch((error: unknown) => {
    const message = "a number's PIN can't be opened, so a request replaces it";
    console.error({ message, porting_number_id: number.id, error: describeError(error) });
    return null;
  });
