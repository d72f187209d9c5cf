import type { KnownDocuments } from "#acquisition/regulatory/check-documents";
import { bundleNeed, lookUpDocuments } from "#acquisition/regulatory/read-requirements";
import { type KindOfNumber, noDocuments, type RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";

/** The documents that numbers of one kind would be bought with, and their state at the carrier. */
export interface QuotedDocuments {
  readonly documents: RegulatoryDocuments;
  readonly bundleNeeded: boolean | null;
  readonly known: KnownDocuments;
}

const keyOf = ({ country, type }: KindOfNumber): string => `${country} ${type}`;
const unknownDocuments: KnownDocuments = { address: undefined, bundle: undefined };

/** For each kind of number the documents that the order names, else the defaults. Asks the carrier once per kind. */
export async function quoteDocuments(
  ctx: Context,
  kinds: readonly KindOfNumber[],
  named: RegulatoryDocuments,
  defaults: readonly (KindOfNumber & RegulatoryDocuments)[],
  askCarrier: boolean,
): Promise<(kind: KindOfNumber) => QuotedDocuments> {
  const fallbacks = new Map(defaults.map((row) => [keyOf(row), row]));
  const distinct = [...new Map(kinds.map((kind) => [keyOf(kind), kind])).values()];
  const quoted = distinct.map(async (kind): Promise<[string, QuotedDocuments]> => {
    const fallback = fallbacks.get(keyOf(kind)) ?? noDocuments;
    const documents = {
      addressSid: named.addressSid ?? fallback.addressSid,
      bundleSid: named.bundleSid ?? fallback.bundleSid,
    };
    const [bundleNeeded, known] = await Promise.all([
      bundleNeed(ctx, kind),
      askCarrier ? lookUpDocuments(ctx, kind, documents) : unknownDocuments,
    ]);
    return [keyOf(kind), { documents, bundleNeeded, known }];
  });
  const byKind = new Map(await Promise.all(quoted));
  return (kind) => byKind.get(keyOf(kind)) ?? { documents: named, bundleNeeded: null, known: unknownDocuments };
}
