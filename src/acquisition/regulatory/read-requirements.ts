import { unwrap } from "#carriers/problem";
import { requireScope } from "#kernel/http/scope";
import type { AddressRequirement, CarrierResult, KindOfNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Regulation } from "#kernel/values/regulation";
import { type KnownDocuments, type NumberNeeds, needsBundle } from "./check-documents";

export interface Requirements extends KindOfNumber {
  readonly needs: NumberNeeds;
  readonly regulations: readonly Regulation[];
}

/** What the carrier wants to know and see before it sells numbers of this kind. */
export async function requirementsOf(ctx: Context, kind: KindOfNumber): Promise<Requirements> {
  requireScope(ctx, "numbers:read");
  const { country, type } = kind;
  const [address, found] = await Promise.all([addressNeed(ctx, kind), ctx.carrier.regulations(country, type)]);
  const regulations = unwrap(found);
  return { ...kind, needs: { address, bundle: needsBundle(regulations) }, regulations };
}

/** Told with each number on offer, so read from one; `null` when there is none. */
export async function addressNeed(ctx: Context, kind: KindOfNumber): Promise<AddressRequirement | null> {
  const [offered] = unwrap(await ctx.carrier.search({ ...kind, limit: 1, capabilities: [] }));
  return offered?.addressRequirement ?? null;
}

/** Whether numbers of this kind need a bundle, as far as the carrier says so now: `null` keeps nobody from a search. */
export async function bundleNeed(ctx: Context, { country, type }: KindOfNumber): Promise<boolean | null> {
  const found = await ctx.carrier.regulations(country, type);
  return found.kind === "ok" ? needsBundle(found.value) : null;
}

/** What the carrier has of these papers. */
export async function lookUpDocuments(
  ctx: Context,
  kind: KindOfNumber,
  papers: RegulatoryDocuments,
): Promise<KnownDocuments> {
  const { addressSid, bundleSid } = papers;
  const [address, bundle] = await Promise.all([
    addressSid === null ? undefined : ctx.carrier.address(addressSid),
    bundleSid === null ? undefined : ctx.carrier.bundle(bundleSid, kind),
  ]);
  return { address: said(address), bundle: said(bundle) };
}

const said = <T>(result: CarrierResult<T> | undefined): T | undefined =>
  result?.kind === "ok" ? result.value : undefined;
