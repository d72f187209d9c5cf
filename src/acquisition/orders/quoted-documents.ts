import type { KnownPapers } from "#acquisition/regulatory/needs";
import { bundleNeed, lookUpPapers } from "#acquisition/regulatory/requirements";
import { type KindOfNumber, noPapers, type Papers } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";

/** With what numbers of one kind would be bought, and what the carrier says of it. */
export interface QuotedPapers {
  readonly papers: Papers;
  readonly bundleNeeded: boolean | null;
  readonly known: KnownPapers;
}

const keyOf = ({ country, type }: KindOfNumber): string => `${country} ${type}`;
const unasked: KnownPapers = { address: undefined, bundle: undefined };

/** For each kind of number: the papers that the order names, else the defaults. Asks the carrier once per kind. */
export async function quotePapers(
  ctx: Context,
  kinds: readonly KindOfNumber[],
  named: Papers,
  defaults: readonly (KindOfNumber & Papers)[],
  askCarrier: boolean,
): Promise<(kind: KindOfNumber) => QuotedPapers> {
  const fallbacks = new Map(defaults.map((row) => [keyOf(row), row]));
  const distinct = [...new Map(kinds.map((kind) => [keyOf(kind), kind])).values()];
  const quoted = distinct.map(async (kind): Promise<[string, QuotedPapers]> => {
    const fallback = fallbacks.get(keyOf(kind)) ?? noPapers;
    const papers = {
      addressSid: named.addressSid ?? fallback.addressSid,
      bundleSid: named.bundleSid ?? fallback.bundleSid,
    };
    const [bundleNeeded, known] = await Promise.all([
      bundleNeed(ctx, kind),
      askCarrier ? lookUpPapers(ctx, kind, papers) : unasked,
    ]);
    return [keyOf(kind), { papers, bundleNeeded, known }];
  });
  const byKind = new Map(await Promise.all(quoted));
  return (kind) => byKind.get(keyOf(kind)) ?? { papers: named, bundleNeeded: null, known: unasked };
}
