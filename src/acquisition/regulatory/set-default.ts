import { and, eq, type SQL } from "drizzle-orm";
import { unwrap } from "#carriers/problem";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import type { KindOfNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { documentsIn, unfitDocuments } from "./check-documents";
import { claimDocuments, noneIsForeign } from "./claim-documents";
import { whileDocumentsLeased } from "./lease-documents";
import { findDefault, isDefault, kindNamed } from "./queries";
import { addressNeed } from "./read-requirements";
import { requireNoneForeign, unusableDocument } from "./require-usable-documents";
import { type DefaultRow, regulatoryDefaults } from "./table";

/** Sets the documents that numbers of a kind are bought with, after the carrier has confirmed them. Replaces both. */
export async function setDefault(
  ctx: Context,
  path: { country: string; type: string },
  documents: RegulatoryDocuments,
  ifMatch: string | undefined,
): Promise<DefaultRow> {
  const kind = kindNamed(path.country, path.type);
  const before = await findDefault(ctx, kind);
  requireMatch(ifMatch, before?.version ?? 0);
  if (before && before.addressSid === documents.addressSid && before.bundleSid === documents.bundleSid) return before;
  await requireNoneForeign(ctx, documents, "");
  await requireFit(ctx, kind, documents);
  return await whileDocumentsLeased(ctx, ctx.principal.tenantId, documents, (isFree) =>
    writeDefault(ctx, { kind, documents, before, isFree }),
  );
}

/** Asks the carrier whether it has the documents and sells numbers of this kind with them. */
async function requireFit(ctx: Context, kind: KindOfNumber, documents: RegulatoryDocuments): Promise<void> {
  const { addressSid, bundleSid } = documents;
  const [requirement, address, bundle] = await Promise.all([
    addressSid === null ? null : addressNeed(ctx, kind),
    addressSid === null ? undefined : ctx.carrier.address(addressSid),
    bundleSid === null ? undefined : ctx.carrier.bundle(bundleSid, kind),
  ]);
  const known = { address: address && unwrap(address), bundle: bundle && unwrap(bundle) };
  for (const document of documentsIn(documents)) {
    const isElsewhere =
      document.kind === "bundle" && known.bundle === null && unwrap(await ctx.carrier.bundle(document.sid));
    if (known[document.kind] === null && !isElsewhere) throw unusableDocument(document, "");
  }
  // An order may add what the default lacks, so only the documents that it has must fit.
  const [problem] = unfitDocuments(kind, { address: requirement, bundle: false }, documents, known);
  if (problem) throw new Problem(problem.code, problem.detail);
}

interface DefaultChange {
  readonly kind: KindOfNumber;
  readonly documents: RegulatoryDocuments;
  readonly before: DefaultRow | null;
  readonly isFree: SQL | undefined;
}

async function writeDefault(ctx: Context, { kind, documents, before, isFree }: DefaultChange): Promise<DefaultRow> {
  const { db, now, principal } = ctx;
  const { tenantId } = principal;
  const row = {
    tenantId,
    ...kind,
    ...documents,
    // A default that was removed and set again has none of its former versions.
    version: before ? before.version + 1 : now,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
  const { country, type, version, updatedAt } = row;
  const noneForeign = noneIsForeign(tenantId, documents);
  const ours = and(noneForeign, isFree) ?? noneForeign;
  const table = regulatoryDefaults;
  const change = before
    ? db
        .update(table)
        .set({ ...documents, version, updatedAt })
        .where(and(isDefault(ctx, kind), eq(table.version, before.version), ours))
    : insertIf(db, table, row, ours).onConflictDoNothing();
  const event = { country, type, address_sid: documents.addressSid, bundle_sid: documents.bundleSid };
  const { written } = await batchNamed(db, {
    written: change,
    event: recordEvent(db, sourceOf(ctx), "regulatory_default.set", `${country}/${type}`, event),
    claims: claimDocuments(db, { tenantId, documents, orderItemId: null, at: now }, previousWroteSomething),
  });
  if (!wroteSomething(written)) {
    throw new Problem(
      "changed_meanwhile",
      `Another request changed the default for ${type} numbers in ${country}, or claimed its documents. Read it and retry.`,
    );
  }
  return row;
}
