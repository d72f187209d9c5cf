import * as z from "zod";
import type { AccountProbe } from "#kernel/ports/account-access";
import type { CarrierResult } from "#kernel/ports/carrier";
import { lazily } from "#kernel/values/lazily";
import { isResourceNotFound, mapResult, sendRequest, type TwilioDeps } from "./http";

const account = lazily(() => z.object({ status: z.enum(["active", "suspended", "closed"]) }));
const numbers = lazily(() =>
  z.object({ incoming_phone_numbers: z.array(z.object({ sid: z.string(), phone_number: z.string() })) }),
);
const route = lazily(() => z.object({ voice_region: z.string().nullish() }));
const anything = lazily(() => z.object({}));

const withoutValue = (result: CarrierResult<unknown>): CarrierResult<null> =>
  result.kind === "ok" ? { kind: "ok", value: null } : result;

/** Sources: Twilio's OpenAPI documents `api_v2010`, `trunking_v1`, `numbers_v2`, `messaging_v1` and `routes_v2`. */
export function createAccountProbe(deps: TwilioDeps): AccountProbe {
  const path = `/2010-04-01/Accounts/${deps.account.accountSid}`;
  return {
    status: async () =>
      mapResult(
        await sendRequest(deps, { method: "GET", product: "api", path: `${path}.json` }, account()),
        ({ status }) => status,
      ),
    someNumber: async () => {
      const list = { method: "GET", product: "api", path: `${path}/IncomingPhoneNumbers.json` } as const;
      return mapResult(await sendRequest(deps, { ...list, params: { PageSize: 1 } }, numbers()), (page) => {
        const [first] = page.incoming_phone_numbers;
        return first ? { carrierId: first.sid, e164: first.phone_number } : null;
      });
    },
    mayChange: async (carrierId) => {
      const request = {
        method: "POST",
        product: "api",
        path: `${path}/IncomingPhoneNumbers/${carrierId}.json`,
      } as const;
      return withoutValue(await sendRequest(deps, request, anything()));
    },
    mayListTrunks: async () => {
      const list = { method: "GET", product: "trunking", path: "/v1/Trunks", params: { PageSize: 1 } } as const;
      return withoutValue(await sendRequest(deps, list, anything()));
    },
    mayReadDocuments: async () => {
      const lists = [
        { product: "numbers", path: "/v2/RegulatoryCompliance/Bundles" },
        { product: "messaging", path: "/v1/Services" },
        { product: "messaging", path: "/v1/Tollfree/Verifications" },
      ] as const;
      const answers = await Promise.all(
        lists.map((list) => sendRequest(deps, { method: "GET", ...list, params: { PageSize: 1 } }, anything())),
      );
      return withoutValue(answers.find(({ kind }) => kind !== "ok") ?? { kind: "ok", value: null });
    },
    routeOf: async (e164) => {
      const request = {
        method: "GET",
        product: "routes",
        path: `/v2/PhoneNumbers/${encodeURIComponent(e164)}`,
      } as const;
      const result = await sendRequest(deps, request, route());
      if (isResourceNotFound(result)) return { kind: "ok", value: null };
      return mapResult(result, ({ voice_region }) => voice_region ?? null);
    },
  };
}
