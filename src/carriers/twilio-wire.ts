import { z } from "zod";
import type { Capabilities, NumberType } from "../kernel/ports";

/** What Twilio sends, read tolerantly: its documents, its examples and its servers disagree on case, type and emptiness. */

/** Some answers spell the names in capitals, and some leave out what the number cannot do. */
const capabilities = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((can): Capabilities => {
    const able = new Set(
      Object.entries(can ?? {}).flatMap(([name, yes]) => (yes === true ? [name.toLowerCase()] : [])),
    );
    return { voice: able.has("voice"), sms: able.has("sms"), mms: able.has("mms"), fax: able.has("fax") };
  });

/** Text that is missing, null or empty is all the same: not there. */
const text = z
  .string()
  .nullish()
  .transform((value) => value || null);

const numberType = (name: string | null | undefined): NumberType | null => {
  const word = (name ?? "").toLowerCase().replaceAll(/[ -]/g, "_").replace("tollfree", "toll_free");
  return word === "local" || word === "mobile" || word === "toll_free" ? word : null;
};

const addressRequirements = ["none", "any", "local", "foreign"] as const;

/** A word we do not know means some address: better to warn a buyer in vain than to promise what will be refused. */
const addressRequirement = text.transform((word) => {
  if (word === null) return "none";
  return addressRequirements.find((known) => known === word.toLowerCase()) ?? "any";
});

export const availableNumbers = z.object({
  available_phone_numbers: z.array(
    z.object({
      phone_number: z.string(),
      iso_country: text,
      locality: text,
      region: text,
      postal_code: text,
      rate_center: text,
      capabilities,
      address_requirements: addressRequirement,
    }),
  ),
});

export const countries = z.object({
  countries: z.array(
    z.object({
      country_code: z.string(),
      country: text,
      subresource_uris: z.record(z.string(), z.string()).nullish(),
    }),
  ),
});

export const incomingNumber = z.object({
  sid: z.string().regex(/^PN[0-9a-fA-F]{32}$/),
  phone_number: z.string(),
  friendly_name: z
    .string()
    .nullish()
    .transform((name) => name ?? ""),
  capabilities,
  type: z.string().nullish().transform(numberType),
});

export type IncomingNumber = z.infer<typeof incomingNumber>;

export const incomingNumbers = z.object({ incoming_phone_numbers: z.array(incomingNumber), next_page_uri: text });

const amount = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((price) => (/^\d+(\.\d+)?$/.test(String(price)) ? String(price) : null));

export const countryPrices = z.object({
  price_unit: z
    .string()
    .nullish()
    .transform((unit) => (unit || "USD").toUpperCase()),
  phone_number_prices: z
    .array(
      z.object({ number_type: z.string().nullish().transform(numberType), current_price: amount, base_price: amount }),
    )
    .nullable(),
});

/** The classic envelope and RFC 9457 alike. One odd member does not take the others with it. */
export const errorBody = z.object({
  code: z.coerce.number().int().positive().nullish().catch(null),
  message: text.catch(null),
  detail: text.catch(null),
});
