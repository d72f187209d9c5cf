import { Hono } from "hono";
import { type Country, countries, countryOf } from "../inventory/offers";
import { notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { pageWithMeta } from "./paging";
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

const page = (url: URL) =>
  pageWithMeta(
    url,
    "countries",
    countries.map((country) => countryToWire(url.origin, country)),
  );

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
