import { ctxOf } from "#kernel/http/http";
import { carrierProblems, json, needs, operation } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { country } from "#kernel/http/wire";
import { listCountries } from "./list-countries";
import type { AvailableCountry, AvailableNumber } from "./responses";
import { searchNumbers } from "./search-numbers";
import { search, toAvailable, toCountry, toSearch } from "./wire";

const numbers = operation({
  id: "searchAvailablePhoneNumbers",
  method: "get",
  path: "/v1/available-phone-numbers",
  otherMethods: { post: "POST /v1/reservations holds a number, POST /v1/orders buys it." },
  access: needs("numbers:read"),
  query: () => search(),
  success: { 200: json<{ data: AvailableNumber[] }>() },
  failures: ["number_type_unavailable", ...carrierProblems],
});

const countries = operation({
  id: "listAvailableCountries",
  method: "get",
  path: "/v1/available-countries",
  access: needs("numbers:read"),
  query: () => z.strictObject({ country: country().optional() }),
  success: { 200: json<{ data: AvailableCountry[] }>() },
  failures: ["not_found", ...carrierProblems],
});

export type SearchOperations = typeof numbers | typeof countries;

export const searchRoutes = createRouter()
  .operation(numbers, async (c) => {
    const query = c.req.valid("query");
    const found = await searchNumbers(ctxOf(c), toSearch(query));
    return c.json({ data: found.map((number) => toAvailable(number, query.type)) }, 200);
  })
  .operation(countries, async (c) => {
    const found = await listCountries(ctxOf(c), c.req.valid("query").country);
    return c.json({ data: found.map(toCountry) }, 200);
  });
