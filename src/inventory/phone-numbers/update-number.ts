import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/http";
import { invalidField } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { numberConflict } from "./number-problems";
import { numberOf } from "./queries";
import { type NumberRow, phoneNumbers } from "./table";
import { type numberChange, toPhoneNumber } from "./wire";

/** Replaces the given fields. Throws `stale_version` if `ifMatch` is not the current version. */
export async function updateNumber(
  ctx: Context,
  reference: string,
  change: z.infer<ReturnType<typeof numberChange>>,
  ifMatch: string | undefined,
): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const before = await numberOf(ctx, reference);
  requireMatch(ifMatch, before.version);
  const changed = changedFields(toPhoneNumber(before), change);
  if (changed.length === 0) return before;
  if (change.sms_forward_to === before.e164) {
    throw invalidField("body", "/sms_forward_to", "A number cannot forward messages to itself. Use another number.");
  }
  const fields = {
    friendlyName: change.friendly_name ?? before.friendlyName,
    tags: change.tags ?? before.tags,
    metadata: change.metadata ?? before.metadata,
    deletionLock: change.deletion_lock ?? before.deletionLock,
    smsForwardTo: change.sms_forward_to === undefined ? before.smsForwardTo : change.sms_forward_to,
    version: before.version + 1,
    updatedAt: ctx.now,
  };
  const { written } = await batchNamed(ctx.db, {
    written: ctx.db
      .update(phoneNumbers)
      .set(fields)
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
