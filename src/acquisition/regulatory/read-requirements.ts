import { unwrap } from "#carriers/problem";
import type { AddressRequirement, CarrierResult, KindOfNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Regulation } from "#kernel/values/regulation";
import { type KnownDocuments, type NumberNeeds, needsBundle } from "./check-documents";

export interface Requirements extends KindOfNumber {
  readonly needs: NumberNeeds;
  readonly regulations: readonly Regulation[];
}

/** The information and documents that the carrier requires for numbers of this kind. */
export async function requirementsOf(ctx: Context, kind: KindOfNumber): Promise<Requirements> {
  const { country, type } = kind;
  const [address, found] = await Promise.all([addressNeed(ctx, kind), ctx.carrier.regulations(country, type)]);
  const regulations = unwrap(found);
  return { ...kind, needs: { address, bundle: needsBundle(regulations) }, regulations };
}

/**
 * The address that the carrier requires. Each offered number states it, so this reads one; `null` if none is offered.
 */
export async function addressNeed(ctx: Context, kind: KindOfNumber): Promise<AddressRequirement | null> {
  const [offered] = unwrap(await ctx.carrier.search({ ...kind, limit: 1, capabilities: [] }));
  return offered?.addressRequirement ?? null;
}

/**
 * Whether numbers of this kind need a bundle; `null` if the carrier could not be asked, so that searches still work.
 */
export async function bundleNeed(ctx: Context, { country, type }: KindOfNumber): Promise<boolean | null> {
  const found = await ctx.carrier.regulations(country, type);
  return found.kind === "ok" ? needsBundle(found.value) : null;
}

/** The documents as the carrier has them. */
export async function lookUpDocuments(
  ctx: Context,
  kind: KindOfNumber,
  documents: RegulatoryDocuments,
): Promise<KnownDocuments> {
  const { addressSid, bundleSid } = documents;
  const [address, bundle] = await Promise.all([
    addressSid === null ? undefined : ctx.carrier.address(addressSid),
    bundleSid === null ? undefined : ctx.carrier.bundle(bundleSid, kind),
  ]);
  return { address: valueOrUndefined(address), bundle: valueOrUndefined(bundle) };
}

const valueOrUndefined = <T>(result: CarrierResult<T> | undefined): T | undefined =>
  result?.kind === "ok" ? result.value : undefined;
