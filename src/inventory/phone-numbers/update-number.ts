import { eventValues } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { invalidField } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { MAX_METADATA_KEYS, mergeMetadata } from "./merge-metadata";
import { numberConflict, requireInService } from "./number-problems";
import { numberOf } from "./queries";
import type { NumberRow } from "./table";
import { shapeOfUpdate, updateEvent, updateStatement, updateValues } from "./update-statements";
import { type NumberChange, toPhoneNumber } from "./wire";

/**
 * Replaces the given fields, and merges metadata. Throws `stale_version` if `ifMatch` is not the current version.
 *
 * One round trip: the statements have the conditions, and find out which fields differ. Only if they wrote nothing, the
 * row is read for the reason.
 */
export async function updateNumber(
  ctx: Context,
  reference: string,
  change: NumberChange,
  ifMatch: string | undefined,
): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  requireScope(ctx, "numbers:read");
  const { db } = ctx;
  const source = sourceOf(ctx);
  const shape = shapeOfUpdate(reference, change, ifMatch);
  const values = { ...updateValues(ctx, reference, change, ifMatch), ...eventValues(source) };
  const {
    updated: [row],
  } = await batchNamed(db, { event: updateEvent(db, shape, values), updated: updateStatement(db, shape, values) });
  if (row) {
    source.changed.addEvent(row.tenantId, "phone_number.updated", row.id, {});
    return row;
  }
  const unchanged = await numberOf(ctx, reference);
  requireMatch(ifMatch, unchanged.version);
  if (!changesSomething(unchanged, change)) return unchanged;
  requireKeepable(unchanged, change);
  throw numberConflict(unchanged.e164);
}

/** Throws `validation_failed` for more metadata than a number may have. */
function changesSomething(before: NumberRow, change: NumberChange): boolean {
  const metadata = mergeMetadata(before.metadata, change.metadata ?? {});
  const keys = Object.keys(metadata).length;
  if (keys > MAX_METADATA_KEYS) {
    const detail = `The number would have ${keys} keys, more than the maximum of ${MAX_METADATA_KEYS}. Send null to remove a key.`;
    throw invalidField("body", "/metadata", detail);
  }
  return changedFields(toPhoneNumber(before), { ...change, metadata }).length > 0;
}

/** Refuses what could not be kept: a number that is given back cannot be locked, and takes no messages to forward. */
function requireKeepable(before: NumberRow, { deletion_lock, port_out_lock, sms_forward_to }: NumberChange): void {
  if (deletion_lock === true) requireInService(before, "locked against its release");
  if (port_out_lock === true) requireInService(before, "locked against a port to another carrier");
  if (typeof sms_forward_to !== "string") return;
  requireInService(before, "set to forward messages");
  if (before.acquisitionMethod === "sip_trunk") {
    throw invalidField(
      "body",
      "/sms_forward_to",
      "A SIP trunk carries calls only, so no message comes to this number.",
    );
  }
  if (sms_forward_to === before.e164) {
    throw invalidField("body", "/sms_forward_to", "A number cannot forward messages to itself. Use another number.");
  }
}
