import { answer, describe } from "#kernel/http/openapi";
import { exampleKey, exampleTenant } from "#tenants/openapi";
import { me } from "./responses";
import type { AccountOperations } from "./routes";

export const accountDocs = describe<AccountOperations>("Tenants and API keys", {
  whoAmI: {
    summary: "Get the caller",
    description:
      "The tenant, key and scopes of this request's credential, the tenant's status, its caps, and what it uses of each. " +
      "The only operation that serves a suspended tenant.",
    success: {
      200: answer(me, "The caller.", {
        tenant: exampleTenant,
        api_key: exampleKey,
        scopes: exampleKey.scopes,
        usage: {
          numbers: 2,
          monthly_cost: [{ amount: "2.30", currency: "USD" }],
          numbers_without_price: 0,
          numbers_not_billed: 0,
        },
      }),
    },
  },
});
