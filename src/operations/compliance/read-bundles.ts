import { and, or, sql } from "drizzle-orm";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { insertAllIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { MAX_BUNDLES } from "#kernel/values/compliance";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import type { Job, Slice } from "#operations/job-runs/job";
import { bundlesInUse, hasNumbers, inTextRange } from "./queries";
import type { ReadAccount } from "./read-account";
import { type BundleStateRow, bundleStates } from "./table";
import { unanswered } from "./unanswered-error";

/** A slice rewrites an unchanged state only after this time. `askedAt` is therefore at most this much too old. */
export const BUNDLE_AGE_MS = 60 * 60_000;

/**
 * Asks the carrier for the state of each bundle that a number depends on, every ten minutes. Reads bundles by sid (the
 * cursor is the last one); writes changed states and puts their bundles into the readiness queue. A killed slice is
 * repeated from its cursor.
 */
export const readBundlesJob: Job = {
  name: "bundles",
  description: "Reads the state of the bundles that numbers depend on.",
  cron: "*/10 * * * *",
  looksAt: ["asked"],
  slice: (ctx, cursor) => readBundlePage(ctx, { id: PLATFORM_ACCOUNT, carrier: ctx.carrier }, cursor),
};

/** Reads a page of an account's bundles. The cursor is the SID of the last bundle read. */
export async function readBundlePage(
  ctx: Context,
  { id: carrierAccount, carrier }: ReadAccount,
  cursor: string | null,
): Promise<Slice> {
  const after = cursor ?? "";
  const sids = await bundlesInUse(ctx.db, carrierAccount, { after, limit: MAX_BUNDLES });
  const next = sids.length < MAX_BUNDLES ? null : (sids.at(-1) ?? null);
  const answer = await carrier.bundles(sids);
  if (answer.kind !== "ok") return { counted: {}, errors: [unanswered("bundles", answer)], next };
  const found = new Map(answer.value.map((bundle) => [bundle.sid, bundle]));
  const rows = sids.map((sid): BundleStateRow => {
    const { status = null, validUntil = null } = found.get(sid) ?? {};
    return { sid, status, validUntil, askedAt: ctx.now };
  });
  await ctx.db.batch([deleteUnused(ctx, { after, upTo: next }), ...storeStates(ctx, rows)]);
  return { counted: { asked: rows.length }, errors: [], next };
}

/** Deletes states in this key range of bundles that no number in any account has any more. */
const deleteUnused = ({ db }: Context, keyRange: Parameters<typeof inTextRange>[1]): Statement =>
  db
    .delete(bundleStates)
    .where(and(inTextRange(bundleStates.sid, keyRange), sql`not ${hasNumbers(sql`${bundleStates.sid}`)}`));

function storeStates({ db, now }: Context, rows: readonly BundleStateRow[]): Statement[] {
  if (rows.length === 0) return [];
  const { status, validUntil, askedAt } = bundleStates;
  const readStates = JSON.stringify(rows.map((row) => [row.sid, row.status, row.validUntil]));
  const isUnchanged = sql`exists (select 1 from ${bundleStates} where ${bundleStates.sid} = json_each.value ->> 0
    and (${status}, ${validUntil}) is (json_each.value ->> 1, json_each.value ->> 2))`;
  return [
    markDirty(db, sql`json_each.value ->> 0`, sql`from json_each(${readStates}) where not ${isUnchanged}`),
    insertAllIf(db, bundleStates, rows).onConflictDoUpdate({
      target: bundleStates.sid,
      set: {
        status: sql`excluded.status`,
        validUntil: sql`excluded.valid_until`,
        askedAt: sql`excluded.asked_at`,
      },
      setWhere:
        or(
          sql`(${status}, ${validUntil}) is not (excluded.status, excluded.valid_until)`,
          sql`${askedAt} <= ${now - BUNDLE_AGE_MS}`,
        ) ?? sql`false`,
    }),
  ];
}
