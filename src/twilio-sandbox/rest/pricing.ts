import { Hono } from "hono";
import { type Country, countries, countryOf } from "../inventory/offers";
import { notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { pageNumberOf, pageSizeOf, pageUri, readPageToken } from "./paging";
import { typeWords } from "./wire";

/** Pricing v1, PhoneNumbers. Links are absolute and lead back to the host that was asked. */
export function pricingRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const path = "/v1/PhoneNumbers/Countries";

  app.get(path, (c) =>
    operate(sandbox, c, { operation: "pricing", effect: () => ({ status: 200, body: page(new URL(c.req.url)) }) }),
  );

  app.get(`${path}/:country`, (c) =>
    operate(sandbox, c, {
      operation: "pricing",
      effect: () => {
        const country = countryOf(c.req.param("country"));
        if (!country) throw notFound(c.req.path);
        const body = { ...countryToWire(new URL(c.req.url).origin, country), ...prices(country) };
        return { status: 200, body };
      },
    }),
  );
  return app;
}

function page({ origin, pathname, searchParams: query }: URL) {
  const size = pageSizeOf(query);
  const number = pageNumberOf(query);
  const position = readPageToken(query);
  const start = position?.seq ?? 0;
  const end = start + size;
  const link = (to: number, at: number) =>
    origin + pageUri(pathname, query, size, to, at > 0 ? { direction: "after", seq: at } : undefined);
  return {
    countries: countries.slice(start, end).map((country) => countryToWire(origin, country)),
    meta: {
      page: number,
      page_size: size,
      first_page_url: link(0, 0),
      previous_page_url: start > 0 ? link(Math.max(number - 1, 0), Math.max(start - size, 0)) : null,
      url: link(number, start),
      next_page_url: end < countries.length ? link(number + 1, end) : null,
      key: "countries",
    },
  };
}

function countryToWire(origin: string, { iso, name }: Country) {
  return { country: name, iso_country: iso, url: `${origin}/v1/PhoneNumbers/Countries/${iso}` };
}

function prices({ offers }: Country) {
  const phone_number_prices = offers.map(({ type, price }) => ({
    number_type: typeWords[type].price,
    base_price: price,
    current_price: price,
  }));
  return { phone_number_prices, price_unit: "USD" };
}
