import * as z from "zod";
import { addressRequirements, type Capabilities, type NumberType } from "#kernel/ports/carrier";
import { emergencyAddressStates, type RegistrationState } from "#kernel/values/compliance";
import { lazily } from "#kernel/values/lazily";
import type { RequiredField } from "#kernel/values/regulation";

/**
 * Twilio's answers, parsed tolerantly: its documents, its examples and its servers disagree on case, type and
 * emptiness.
 */

/** Some answers have these names in capitals, and some leave out missing capabilities. */
const capabilities = lazily(() =>
  z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((can): Capabilities => {
      const able = new Set(
        Object.entries(can ?? {}).flatMap(([name, yes]) => (yes === true ? [name.toLowerCase()] : [])),
      );
      return { voice: able.has("voice"), sms: able.has("sms"), mms: able.has("mms"), fax: able.has("fax") };
    }),
);

/** Missing, null or empty text is null. */
export const text = lazily(() =>
  z
    .string()
    .nullish()
    .transform((value) => value || null),
);

/** RFC 2822, as in the classic API, or ISO 8601, as in the newer ones; null if unreadable. */
export const instant = lazily(() =>
  text().transform((date) => {
    const at = Date.parse(date ?? "");
    return Number.isNaN(at) ? null : at;
  }),
);

export const numberType = (name: string | null | undefined): NumberType | null => {
  const word = (name ?? "").toLowerCase().replaceAll(/[ -]/g, "_").replace("tollfree", "toll_free");
  return word === "local" || word === "mobile" || word === "toll_free" ? word : null;
};

/** An unknown value means `any`: a needless warning is better than a purchase that Twilio refuses. */
const addressRequirement = lazily(() =>
  text().transform((word) => {
    if (word === null) return "none";
    return addressRequirements.find((known) => known === word.toLowerCase()) ?? "any";
  }),
);

/** Twilio's number types have hyphens. */
const underscored = (word: string): string => word.replaceAll("-", "_");

const emergencyStatus = lazily(() =>
  text().transform((word) => (word === null ? null : word.toLowerCase() === "active")),
);

const emergencyAddressStatus = lazily(() =>
  text().transform((word) => emergencyAddressStates.find((known) => known === underscored(word ?? "")) ?? null),
);

export const availableNumbers = lazily(() =>
  z.object({
    available_phone_numbers: z.array(
      z.object({
        phone_number: z.string(),
        iso_country: text(),
        locality: text(),
        region: text(),
        postal_code: text(),
        rate_center: text(),
        capabilities: capabilities(),
        address_requirements: addressRequirement(),
      }),
    ),
  }),
);

export const countries = lazily(() =>
  z.object({
    countries: z.array(
      z.object({
        country_code: z.string(),
        country: text(),
        subresource_uris: z.record(z.string(), z.string()).nullish(),
      }),
    ),
  }),
);

export const incomingNumber = lazily(() =>
  z.object({
    sid: z.string().regex(/^PN[0-9a-fA-F]{32}$/),
    phone_number: z.string(),
    friendly_name: z
      .string()
      .nullish()
      .transform((name) => name ?? ""),
    capabilities: capabilities(),
    type: z.string().nullish().transform(numberType),
    date_created: instant(),
    voice_url: text(),
    status_callback: text(),
    sms_url: text(),
    voice_application_sid: text(),
    sms_application_sid: text(),
    trunk_sid: text(),
    address_requirements: addressRequirement(),
    address_sid: text(),
    bundle_sid: text(),
    emergency_status: emergencyStatus(),
    emergency_address_status: emergencyAddressStatus(),
  }),
);

export const sentMessage = lazily(() => z.object({ sid: z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/) }));

export type IncomingNumber = z.infer<ReturnType<typeof incomingNumber>>;

export const incomingNumbers = lazily(() =>
  z.object({ incoming_phone_numbers: z.array(incomingNumber()), next_page_uri: text() }),
);

const amount = lazily(() =>
  z
    .union([z.string(), z.number()])
    .nullish()
    .transform((price) => (/^\d+(\.\d+)?$/.test(String(price)) ? String(price) : null)),
);

export const countryPrices = lazily(() =>
  z.object({
    price_unit: z
      .string()
      .nullish()
      .transform((unit) => (unit || "USD").toUpperCase()),
    phone_number_prices: z
      .array(
        z.object({
          number_type: z.string().nullish().transform(numberType),
          current_price: amount(),
          base_price: amount(),
        }),
      )
      .nullable(),
  }),
);

/** Field names, or objects with a description of each. */
const requiredFields = lazily(() => ({
  fields: z.array(z.string()).nullish(),
  detailed_fields: z
    .array(z.object({ machine_name: z.string(), friendly_name: text(), description: text() }))
    .nullish(),
}));

interface NamedFields {
  readonly fields?: readonly string[] | null | undefined;
  readonly detailed_fields?:
    | readonly {
        readonly machine_name: string;
        readonly friendly_name: string | null;
        readonly description: string | null;
      }[]
    | null
    | undefined;
}

export function fieldsOf({ fields, detailed_fields }: NamedFields): RequiredField[] {
  if (!detailed_fields) return (fields ?? []).map((name) => ({ name, label: name, description: null }));
  return detailed_fields.map(({ machine_name, friendly_name, description }) => ({
    name: machine_name,
    label: friendly_name ?? machine_name,
    description,
  }));
}

const requiredDocument = lazily(() =>
  z.object({
    name: text(),
    requirement_name: z.string(),
    description: text(),
    accepted_documents: z
      .array(z.object({ name: text(), type: z.string(), ...requiredFields() }))
      .nullish()
      .transform((accepted) => accepted ?? []),
  }),
);

/** Twilio documents no schema for `requirements`. This is its example's form, in which documents come in groups. */
export const regulations = lazily(() =>
  z.object({
    results: z.array(
      z.object({
        sid: z.string(),
        friendly_name: text(),
        end_user_type: z.string(),
        requirements: z
          .object({
            end_user: z.array(z.object(requiredFields())).nullish(),
            supporting_document: z.array(z.union([z.array(requiredDocument()), requiredDocument()])).nullish(),
          })
          .nullish(),
      }),
    ),
  }),
);

export type Regulations = z.infer<ReturnType<typeof regulations>>;

export const address = lazily(() => z.object({ sid: z.string(), iso_country: text() }));

const bundleStatus = lazily(() => z.string().transform((word) => underscored(word.replace(/^twilio-/, ""))));

export const bundles = lazily(() =>
  z.object({ results: z.array(z.object({ sid: z.string(), status: bundleStatus() })) }),
);

/** Required: without it a page can't be distinguished from the whole list. */
const meta = lazily(() => z.object({ next_page_url: z.string().nullable() }));

export const standingBundles = lazily(() =>
  z.object({
    meta: meta(),
    results: z.array(z.object({ sid: z.string(), status: bundleStatus(), valid_until: instant() })),
  }),
);

/** Messaging Services, by which numbers send messages; each has at most one A2P 10DLC campaign. */
export const messagingServices = lazily(() =>
  z.object({ meta: meta(), services: z.array(z.object({ sid: z.string() })) }),
);

export const serviceNumbers = lazily(() =>
  z.object({ meta: meta(), phone_numbers: z.array(z.object({ sid: z.string() })) }),
);

const campaignStates: Readonly<Record<string, RegistrationState>> = {
  VERIFIED: "registered",
  PENDING: "pending",
  IN_PROGRESS: "pending",
  FAILED: "rejected",
  SUSPENDED: "rejected",
};

export const campaigns = lazily(() =>
  z.object({
    meta: meta(),
    compliance: z.array(
      z.object({ campaign_status: text().transform((word) => campaignStates[word ?? ""] ?? "unknown") }),
    ),
  }),
);

const verificationStates: Readonly<Record<string, RegistrationState>> = {
  TWILIO_APPROVED: "registered",
  PENDING_REVIEW: "pending",
  IN_REVIEW: "pending",
  TWILIO_REJECTED: "rejected",
};

export const verifications = lazily(() =>
  z.object({
    meta: meta(),
    verifications: z.array(
      z.object({
        tollfree_phone_number_sid: text(),
        status: text().transform((word) => verificationStates[word ?? ""] ?? "unknown"),
      }),
    ),
  }),
);

/** Twilio's error body, in its classic form and as RFC 9457. Each member is parsed by itself. */
export const errorBody = lazily(() =>
  z.object({
    code: z.coerce.number().int().positive().nullish().catch(null),
    message: text().catch(null),
    detail: text().catch(null),
  }),
);
