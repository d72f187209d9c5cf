import type { CarrierResult } from "#kernel/ports/carrier";
import type { RegistrationState, SenderGroup, StandingBundle, TollFreeVerification } from "#kernel/values/compliance";
import { isResourceNotFound, mapResult, type TwilioDeps } from "./http";
import { readCompleteList } from "./read-complete-list";
import * as wire from "./wire";

/**
 * Reads regulatory bundles of numbers and registrations of message senders. A list that cannot be read to its end is an
 * `unknown` result, because a partial list would look as if entries were deleted.
 */

export async function readBundles(
  deps: TwilioDeps,
  sids: readonly string[],
): Promise<CarrierResult<readonly StandingBundle[]>> {
  if (sids.length === 0) return { kind: "ok", value: [] };
  const path = "/v2/RegulatoryCompliance/Bundles";
  const list = { product: "numbers", path, params: { BundleSids: sids.join(",") } } as const;
  const found = await readCompleteList(deps, list, wire.standingBundles(), ({ results }) => results);
  return mapResult(found, (bundles) =>
    bundles
      .filter(({ sid }) => sids.includes(sid))
      .map(({ sid, status, valid_until }) => ({ sid, status, validUntil: valid_until })),
  );
}

const services = "/v1/Services";

/** Lists the Messaging Services: A2P 10DLC registers a campaign per service, not per number. */
export async function listSenderGroups(deps: TwilioDeps): Promise<CarrierResult<readonly string[]>> {
  const list = { product: "messaging", path: services } as const;
  return await readCompleteList(deps, list, wire.messagingServices(), (page) => page.services.map(({ sid }) => sid));
}

/** Reads a service's campaign state and numbers. A service that is deleted or has no campaign registers no number. */
export async function readSenderGroup(deps: TwilioDeps, id: string): Promise<CarrierResult<SenderGroup>> {
  const path = `${services}/${id}`;
  const unregistered: SenderGroup = { state: "none", carrierIds: [] };
  const asked = { product: "messaging", path: `${path}/Compliance/Usa2p` } as const;
  const campaigns = await readCompleteList(deps, asked, wire.campaigns(), ({ compliance }) => compliance);
  if (isResourceNotFound(campaigns)) return { kind: "ok", value: unregistered };
  if (campaigns.kind !== "ok") return campaigns;
  const state = bestOf(campaigns.value.map(({ campaign_status }) => campaign_status));
  if (state === "none") return { kind: "ok", value: unregistered };
  const list = { product: "messaging", path: `${path}/PhoneNumbers` } as const;
  const numbers = await readCompleteList(deps, list, wire.serviceNumbers(), ({ phone_numbers }) => phone_numbers);
  if (isResourceNotFound(numbers)) return { kind: "ok", value: unregistered };
  return mapResult(numbers, (found) => ({ state, carrierIds: found.map(({ sid }) => sid) }));
}

/** Lists toll-free verifications by number. A number may have several submissions; the best one counts. */
export async function listVerifications(deps: TwilioDeps): Promise<CarrierResult<readonly TollFreeVerification[]>> {
  const list = { product: "messaging", path: "/v1/Tollfree/Verifications" } as const;
  const listed = await readCompleteList(deps, list, wire.verifications(), (page) => page.verifications);
  return mapResult(listed, (verifications) => {
    const withNumber = verifications.flatMap(({ tollfree_phone_number_sid: carrierId, status }) =>
      carrierId === null ? [] : [{ carrierId, status }],
    );
    const byNumber = Map.groupBy(withNumber, ({ carrierId }) => carrierId);
    return [...byNumber].map(([carrierId, all]) => ({ carrierId, state: bestOf(all.map(({ status }) => status)) }));
  });
}

const fromBest = ["registered", "pending", "unknown", "rejected"] as const satisfies readonly RegistrationState[];

const bestOf = (states: readonly RegistrationState[]): RegistrationState =>
  fromBest.find((state) => states.includes(state)) ?? "none";
