import { Hono } from "hono";
import { countries, countryOf, type NumberType, numberTypes, offerOf } from "../inventory/offers";
import { type AvailableNumber, availableNumbers, type Search } from "../inventory/search";
import { notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { pageSizeOf } from "./paging";
import { readSearch } from "./search-query";
import { availableToWire, countryToWire, typeWords } from "./wire";

const defaultResults = 30;

/** AvailablePhoneNumbers: the countries, one country, and the search in one of its types. */
export function availableRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const path = "/2010-04-01/Accounts/:account/AvailablePhoneNumbers";

  app.get(`${path}.json`, (c) =>
    operate(sandbox, c, {
      operation: "countries",
      effect: () => {
        const body = { countries: countries.map((each) => countryToWire(sandbox.accountSid, each)), uri: c.req.path };
        return { status: 200, body };
      },
    }),
  );

  app.get(`${path}/:file{[^/]+\\.json}`, (c) =>
    operate(sandbox, c, {
      operation: "countries",
      effect: () => {
        const country = countryOf(c.req.param("file").replace(".json", ""));
        if (!country) throw notFound(c.req.path);
        return { status: 200, body: countryToWire(sandbox.accountSid, country) };
      },
    }),
  );

  for (const type of numberTypes) {
    app.get(`${path}/:country/${typeWords[type].path}.json`, (c) =>
      operate(sandbox, c, {
        operation: "search",
        effect: () => search(sandbox, c.req.param("country"), type, new URL(c.req.url)),
      }),
    );
  }
  return app;
}

function search(sandbox: Sandbox, country: string, type: NumberType, { pathname, searchParams }: URL) {
  const offer = offerOf(country, type);
  if (!offer) throw notFound(pathname);
  const found = take(
    sandbox,
    availableNumbers(offer, readSearch(searchParams)),
    pageSizeOf(searchParams, defaultResults),
  );
  return {
    status: 200,
    body: { available_phone_numbers: found.map((each) => availableToWire(offer, each)), uri: pathname },
  };
}

function take(sandbox: Sandbox, numbers: Iterable<AvailableNumber>, limit: number): AvailableNumber[] {
  const taken: AvailableNumber[] = [];
  for (const number of numbers) {
    if (taken.length === limit) break;
    if (!sandbox.numbers.isTaken(number.phoneNumber)) taken.push(number);
  }
  return taken;
}

/** The first free number in a North American area code, local or toll-free. */
export function firstInAreaCode(sandbox: Sandbox, areaCode: string): string | undefined {
  const wanted: Search = {
    areaCode,
    capabilities: {},
    excludeAddress: [],
    includeBeta: true,
    withinMiles: 0,
    inside: {},
  };
  for (const country of ["US", "CA"]) {
    for (const type of ["local", "tollfree"] as const) {
      const offer = offerOf(country, type);
      const [first] = offer ? take(sandbox, availableNumbers(offer, wanted), 1) : [];
      if (first) return first.phoneNumber;
    }
  }
  return undefined;
}
