import { invalidField, type Problem } from "#kernel/http/problem";
import type { RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { documentsIn, type RegulatoryDocument } from "./check-documents";
import { ownersOf } from "./queries";

/**
 * The problem for a document that the tenant may not use; `at` is the JSON pointer of the object that names it.
 *
 * **Invariant:** it reads the same for another tenant's document and for one that does not exist, so that no tenant can
 * probe for another's ids.
 */
export const unusableDocument = ({ kind, sid }: RegulatoryDocument, at: string): Problem =>
  invalidField("body", `${at}/${kind}_sid`, `There is no ${kind} ${sid} that you may use.`);

/** Refuses documents of other tenants. Returns the ones that no tenant has claimed. */
export async function requireNoneForeign(
  ctx: Context,
  documents: RegulatoryDocuments,
  at: string,
): Promise<RegulatoryDocument[]> {
  const named = documentsIn(documents);
  if (named.length === 0) return [];
  const owners = await ownersOf(
    ctx,
    named.map(({ sid }) => sid),
  );
  const ownersOfDocument = ({ sid }: RegulatoryDocument) => owners.filter((owner) => owner.sid === sid);
  const isForeign = ({ tenantId }: { readonly tenantId: string }) => tenantId !== ctx.principal.tenantId;
  const foreign = named.find((document) => ownersOfDocument(document).some(isForeign));
  if (foreign) throw unusableDocument(foreign, at);
  return named.filter((document) => ownersOfDocument(document).length === 0);
}

/**
 * Refuses documents of other tenants, and unclaimed ones that the carrier certainly does not have. If the carrier does
 * not answer, a document passes: the carrier checks it again during the purchase.
 */
export async function requireUsableDocuments(ctx: Context, documents: RegulatoryDocuments, at: string): Promise<void> {
  const unclaimed = await requireNoneForeign(ctx, documents, at);
  await Promise.all(
    unclaimed.map(async (document) => {
      if (await isAbsent(ctx, document)) throw unusableDocument(document, at);
    }),
  );
}

async function isAbsent(ctx: Context, { kind, sid }: RegulatoryDocument): Promise<boolean> {
  const found = kind === "address" ? await ctx.carrier.address(sid) : await ctx.carrier.bundle(sid);
  return found.kind === "ok" && found.value === null;
}
