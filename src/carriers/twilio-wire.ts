import { z } from "zod";
import type { Capabilities, NumberType } from "../kernel/ports";

/** What Twilio sends, read tolerantly: its documents, its examples and its servers disagree on case, type and emptiness. */

const flag = z.boolean().nullish();
const capabilities = z
  .object({ voice: flag, sms: flag, SMS: flag, mms: flag, MMS: flag, fax: flag })
  .nullish()
  .transform(
    (can): Capabilities => ({
      voice: can?.voice ?? false,
      sms: can?.sms ?? can?.SMS ?? false,
      mms: can?.mms ?? can?.MMS ?? false,
      fax: can?.fax ?? false,
    }),
  );

/** Text that is missing, null or empty is all the same: not there. */
const text = z
  .string()
  .nullish()
  .transform((value) => value || null);

const numberType = (name: string | null | undefined): NumberType | null => {
  const word = (name ?? "").toLowerCase().replaceAll(/[ -]/g, "_").replace("tollfree", "toll_free");
  return word === "local" || word === "mobile" || word === "toll_free" ? word : null;
};

export const availableNumbers = z.object({
  available_phone_numbers: z.array(
    z.object({
      phone_number: z.string(),
      iso_country: z.string(),
      locality: text,
      region: text,
      postal_code: text,
      rate_center: text,
      capabilities,
      address_requirements: z.enum(["none", "any", "local", "foreign"]).catch("none"),
    }),
  ),
});

export const countries = z.object({
  countries: z.array(
    z.object({
      country_code: z.string(),
      country: z.string(),
      subresource_uris: z.record(z.string(), z.string()).nullish(),
    }),
  ),
  next_page_uri: text,
});

export const incomingNumber = z.object({
  sid: z.string().regex(/^PN/),
  phone_number: z.string(),
  friendly_name: z
    .string()
    .nullish()
    .transform((name) => name ?? ""),
  capabilities,
  type: z.string().nullish().transform(numberType),
});

export type IncomingNumber = z.infer<typeof incomingNumber>;

export const incomingNumbers = z.object({ incoming_phone_numbers: z.array(incomingNumber) });

const amount = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((price) => (price === null || price === undefined ? null : String(price)));

export const countryPrices = z.object({
  price_unit: z
    .string()
    .nullish()
    .transform((unit) => (unit || "USD").toUpperCase()),
  phone_number_prices: z
    .array(
      z.object({ number_type: z.string().nullish().transform(numberType), current_price: amount, base_price: amount }),
    )
    .nullish(),
});

/** The classic envelope and RFC 9457 alike. */
export const errorBody = z.object({
  code: z.number().nullish(),
  message: z.string().nullish(),
  detail: z.string().nullish(),
});
