import type { z } from "zod";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { RegistrationState, SenderGroup, StandingBundle, TollFreeVerification } from "#kernel/values/compliance";
import { ask, mapped, saysNoSuchThing, type TwilioDeps, type TwilioRequest } from "./http";
import * as wire from "./wire";

/** Bundles that numbers hang on, and who is registered to send messages. Lists are whole, or they are no answer. */

/** Pages of a thousand that are followed; a list that goes on after them is not known. */
export const MAX_PAGES = 20;

type List = Pick<TwilioRequest, "product" | "path" | "params">;

/**
 * Follows a list to its end by Twilio's own links. Of a link only the query is used, and only if it leads on within the list:
 * our credentials go nowhere else.
 */
async function whole<Page extends { readonly meta: { readonly next_page_url: string | null } }, Row>(
  deps: TwilioDeps,
  list: List,
  schema: z.ZodType<Page>,
  rowsOf: (page: Page) => readonly Row[],
): Promise<CarrierResult<Row[]>> {
  const rows: Row[] = [];
  const { product, path, params } = list;
  let request: TwilioRequest = { method: "GET", product, path, params: { ...params, PageSize: 1000 } };
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = mapped(await ask(deps, request, schema), (found) => found);
    if (page.kind !== "ok") return page;
    rows.push(...rowsOf(page.value));
    const link = page.value.meta.next_page_url;
    if (link === null) return { kind: "ok", value: rows };
    const next = URL.parse(link);
    const onward = path + (next?.search ?? "");
    if (next?.pathname !== path || onward === request.path) {
      return { kind: "unknown", message: "Twilio's link to the next page leads elsewhere." };
    }
    request = { method: "GET", product, path: onward };
  }
  return { kind: "unknown", message: "The list is too long to be read to its end." };
}

export async function readBundles(
  deps: TwilioDeps,
  sids: readonly string[],
): Promise<CarrierResult<readonly StandingBundle[]>> {
  if (sids.length === 0) return { kind: "ok", value: [] };
  const path = "/v2/RegulatoryCompliance/Bundles";
  const list = { product: "numbers", path, params: { BundleSids: sids.join(",") } } as const;
  const found = await whole(deps, list, wire.standingBundles, ({ results }) => results);
  return mapped(found, (bundles) =>
    bundles
      .filter(({ sid }) => sids.includes(sid))
      .map(({ sid, status, valid_until }) => ({ sid, status, validUntil: valid_until })),
  );
}

const services = "/v1/Services";

/** Messaging Services: A2P 10DLC registers them, by a campaign, and not their numbers one by one. */
export async function listSenderGroups(deps: TwilioDeps): Promise<CarrierResult<readonly string[]>> {
  const list = { product: "messaging", path: services } as const;
  return await whole(deps, list, wire.messagingServices, (page) => page.services.map(({ sid }) => sid));
}

/** A service without a campaign registers nobody, so its numbers are not asked for; nor are they once it is gone. */
export async function readSenderGroup(deps: TwilioDeps, id: string): Promise<CarrierResult<SenderGroup>> {
  const path = `${services}/${id}`;
  const nobody: SenderGroup = { state: "none", carrierIds: [] };
  const asked = { product: "messaging", path: `${path}/Compliance/Usa2p` } as const;
  const campaigns = await whole(deps, asked, wire.campaigns, ({ compliance }) => compliance);
  if (saysNoSuchThing(campaigns)) return { kind: "ok", value: nobody };
  if (campaigns.kind !== "ok") return campaigns;
  const state = bestOf(campaigns.value.map(({ campaign_status }) => campaign_status));
  if (state === "none") return { kind: "ok", value: nobody };
  const list = { product: "messaging", path: `${path}/PhoneNumbers` } as const;
  const numbers = await whole(deps, list, wire.serviceNumbers, ({ phone_numbers }) => phone_numbers);
  if (saysNoSuchThing(numbers)) return { kind: "ok", value: nobody };
  return mapped(numbers, (found) => ({ state, carrierIds: found.map(({ sid }) => sid) }));
}

/** Verifications may be handed in again; of a number that has several the best counts. */
export async function listVerifications(deps: TwilioDeps): Promise<CarrierResult<readonly TollFreeVerification[]>> {
  const list = { product: "messaging", path: "/v1/Tollfree/Verifications" } as const;
  const listed = await whole(deps, list, wire.verifications, (page) => page.verifications);
  return mapped(listed, (verifications) => {
    const named = verifications.flatMap(({ tollfree_phone_number_sid: carrierId, status }) =>
      carrierId === null ? [] : [{ carrierId, status }],
    );
    const byNumber = Map.groupBy(named, ({ carrierId }) => carrierId);
    return [...byNumber].map(([carrierId, all]) => ({ carrierId, state: bestOf(all.map(({ status }) => status)) }));
  });
}

const fromBest = ["registered", "pending", "unknown", "rejected"] as const satisfies readonly RegistrationState[];

const bestOf = (states: readonly RegistrationState[]): RegistrationState =>
  fromBest.find((state) => states.includes(state)) ?? "none";
