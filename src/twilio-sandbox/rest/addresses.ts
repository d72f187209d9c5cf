import { Hono } from "hono";
import { z } from "zod";
import { type AddressFields, addressFields } from "../account/documents";
import type { Resource } from "../account/resources";
import { formField } from "../account/settings";
import { invalidParameter, notFound } from "../problem";
import type { Sandbox } from "../sandbox";
import { formValidator } from "./form";
import { operate } from "./operate";
import { classicPage } from "./paging";
import { rfc2822 } from "./wire";

const newAddress = z.object({
  FriendlyName: formField,
  CustomerName: formField,
  Street: formField,
  StreetSecondary: formField,
  City: formField,
  Region: formField,
  PostalCode: formField,
  IsoCountry: formField,
});

const form = formValidator(newAddress);

/** Addresses: created, listed and read. The sandbox accepts every complete address as valid. */
export function addressRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const path = "/2010-04-01/Accounts/:account/Addresses";

  app.get(`${path}.json`, (c) =>
    operate(sandbox, c, {
      operation: "addresses",
      effect: () => {
        const rows = sandbox.addresses.all().map((address) => addressToWire(sandbox.accountSid, address));
        return { status: 200, body: classicPage(new URL(c.req.url), "addresses", rows) };
      },
    }),
  );

  app.post(`${path}.json`, form, (c) => {
    const fields = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "addresses",
      effect: () => {
        const address = sandbox.addresses.add(readForm(fields), sandbox.now());
        return { status: 201, body: addressToWire(sandbox.accountSid, address) };
      },
    });
  });

  app.get(`${path}/:file{[^/]+\\.json}`, (c) =>
    operate(sandbox, c, {
      operation: "addresses",
      effect: () => {
        const address = sandbox.addresses.bySid(c.req.param("file").replace(".json", ""));
        if (!address) throw notFound(c.req.path);
        return { status: 200, body: addressToWire(sandbox.accountSid, address) };
      },
    }),
  );
  return app;
}

function readForm(form: z.output<typeof newAddress>): AddressFields {
  for (const name of ["CustomerName", "Street", "City", "Region", "PostalCode", "IsoCountry"] as const) {
    if (!form[name]) throw invalidParameter(name, "");
  }
  const parsed = addressFields.safeParse({
    friendly_name: form.FriendlyName,
    customer_name: form.CustomerName,
    street: form.Street,
    street_secondary: form.StreetSecondary || null,
    city: form.City,
    region: form.Region,
    postal_code: form.PostalCode,
    iso_country: form.IsoCountry,
  });
  if (!parsed.success) throw invalidParameter("IsoCountry", form.IsoCountry ?? "");
  return parsed.data;
}

export function addressToWire(accountSid: string, { sid, fields, createdAt, updatedAt }: Resource<AddressFields>) {
  return {
    sid,
    account_sid: accountSid,
    ...fields,
    validated: false,
    verified: false,
    date_created: rfc2822(createdAt),
    date_updated: rfc2822(updatedAt),
    uri: `/2010-04-01/Accounts/${accountSid}/Addresses/${sid}.json`,
  };
}
