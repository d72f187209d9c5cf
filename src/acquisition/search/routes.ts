import { createRoute, z } from "@hono/zod-openapi";
import { bearer, carrierProblems, createRouter, ctxOf, failures, json } from "#kernel/http/http";
import { country } from "#kernel/http/wire";
import { listCountries } from "./list-countries";
import { searchNumbers } from "./search-numbers";
import { availableCountry, availableNumber, search, toAvailable, toCountry, toSearch } from "./wire";

const example = {
  phone_number: "+14155550123",
  country: "US",
  type: "local",
  locality: "San Francisco",
  region: "CA",
  postal_code: "94103",
  rate_center: "SNFC CNTRL",
  capabilities: { voice: true, sms: true, mms: true, fax: false },
  monthly_price: { amount: "1.15", currency: "USD" },
  address_requirement: "none",
  requirements: { address: "none", bundle: false },
  hold_scope: "platform",
  reservation: null,
};

const common = { security: bearer, tags: ["Search"] };

const numbers = createRoute({
  ...common,
  method: "get",
  path: "/v1/available-phone-numbers",
  operationId: "searchAvailablePhoneNumbers",
  summary: "Search numbers for sale",
  description:
    "Numbers the carrier sells, less those that others here hold and those the platform has; your own holds are marked. " +
    "Finding a number reserves nothing. Needs `numbers:read`.",
  request: { query: search },
  responses: {
    200: json(z.object({ data: z.array(availableNumber) }).openapi("AvailablePhoneNumbers"), "What is for sale.", {
      data: [example],
    }),
    ...failures("number_type_unavailable", ...carrierProblems),
  },
});

const countries = createRoute({
  ...common,
  method: "get",
  path: "/v1/available-countries",
  operationId: "listAvailableCountries",
  summary: "List countries with numbers for sale",
  description: "Where the carrier sells numbers, of which types and for how much a month. Needs `numbers:read`.",
  request: { query: z.strictObject({ country: country.optional() }) },
  responses: {
    200: json(z.object({ data: z.array(availableCountry) }).openapi("AvailableCountries"), "The countries.", {
      data: [
        {
          country: "US",
          name: "United States",
          types: [{ type: "local", monthly_price: { amount: "1.15", currency: "USD" } }],
        },
      ],
    }),
    ...failures("not_found", ...carrierProblems),
  },
});

export const searchRoutes = createRouter()
  .openapi(numbers, async (c) => {
    const query = c.req.valid("query");
    const found = await searchNumbers(ctxOf(c), toSearch(query));
    return c.json({ data: found.map((number) => toAvailable(number, query.type)) }, 200);
  })
  .openapi(countries, async (c) => {
    const found = await listCountries(ctxOf(c), c.req.valid("query").country);
    return c.json({ data: found.map(toCountry) }, 200);
  });
