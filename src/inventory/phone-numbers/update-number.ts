import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { changedColumns } from "#kernel/db/changed-columns";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { invalidField } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { MAX_METADATA_KEYS, mergeMetadata } from "./merge-metadata";
import { numberConflict, requireInService } from "./number-problems";
import { numberOf } from "./queries";
import { type NumberRow, phoneNumbers } from "./table";
import { type numberChange, toPhoneNumber } from "./wire";

type NumberChange = z.infer<ReturnType<typeof numberChange>>;

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

/** Replaces the given fields, and merges metadata. Throws `stale_version` if `ifMatch` is not the current version. */
export async function updateNumber(
  ctx: Context,
  reference: string,
  change: NumberChange,
  ifMatch: string | undefined,
): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const before = await numberOf(ctx, reference);
  requireMatch(ifMatch, before.version);
  const metadata = mergeMetadata(before.metadata, change.metadata ?? {});
  const keys = Object.keys(metadata).length;
  if (keys > MAX_METADATA_KEYS) {
    const detail = `The number would have ${keys} keys, more than the maximum of ${MAX_METADATA_KEYS}. Send null to remove a key.`;
    throw invalidField("body", "/metadata", detail);
  }
  const changed = changedFields(toPhoneNumber(before), { ...change, metadata });
  if (changed.length === 0) return before;
  requireKeepable(before, change);
  const fields = {
    friendlyName: change.friendly_name ?? before.friendlyName,
    tags: change.tags ?? before.tags,
    metadata,
    deletionLock: change.deletion_lock ?? before.deletionLock,
    portOutLock: change.port_out_lock ?? before.portOutLock,
    smsForwardTo: change.sms_forward_to === undefined ? before.smsForwardTo : change.sms_forward_to,
    version: before.version + 1,
    updatedAt: ctx.now,
  };
  const { written } = await batchNamed(ctx.db, {
    written: ctx.db
      .update(phoneNumbers)
      .set(changedColumns(before, fields))
      .where(and(eq(phoneNumbers.id, before.id), eq(phoneNumbers.version, before.version))),
    event: recordEvent(ctx.db, sourceOf(ctx), "phone_number.updated", before.id, {
      phone_number: before.e164,
      changed,
    }),
  });
  if (!wroteSomething(written)) {
    throw numberConflict(before.e164);
  }
  return { ...before, ...fields };
}
