import { Hono } from "hono";
import { type Regulation, regulations } from "../inventory/regulations";
import { notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { pageWithMeta } from "./paging";

const path = "/v2/RegulatoryCompliance/Regulations";

/** Regulations: what a bundle for a country, a type of number and a kind of end user must contain. */
export function regulationRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();

  app.get(path, (c) =>
    operate(sandbox, c, {
      operation: "regulations",
      effect: () => {
        const url = new URL(c.req.url);
        const wants = (name: string, value: string) => (url.searchParams.get(name) ?? value) === value;
        const rows = regulations
          .filter((each) => wants("IsoCountry", each.iso_country))
          .filter((each) => wants("NumberType", each.number_type))
          .filter((each) => wants("EndUserType", each.end_user_type))
          .map((each) => regulationToWire(url.origin, each));
        return { status: 200, body: pageWithMeta(url, "results", rows) };
      },
    }),
  );

  app.get(`${path}/:sid`, (c) =>
    operate(sandbox, c, {
      operation: "regulations",
      effect: () => {
        const found = regulations.find(({ sid }) => sid === c.req.param("sid"));
        if (!found) throw notFound(c.req.path);
        return { status: 200, body: regulationToWire(new URL(c.req.url).origin, found) };
      },
    }),
  );
  return app;
}

const regulationToWire = (origin: string, regulation: Regulation) => ({
  ...regulation,
  url: `${origin}${path}/${regulation.sid}`,
});
