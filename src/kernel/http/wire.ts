import { lazily, z } from "#kernel/http/schema";
import { canonicalJson } from "#kernel/values/digest";
import { type IdKind, idPrefixes } from "#kernel/values/ids";
import { isCountry, parseE164 } from "#kernel/values/phone";

/** Schemas that several resources share. */

export const phoneNumber = lazily(() =>
  z
    .string()
    .transform((text, check) => {
      const parsed = parseE164(text);
      if ("e164" in parsed) return parsed.e164;
      check.addIssue({ code: "custom", message: parsed.problem });
      return z.NEVER;
    })
    .openapi({ type: "string", format: "e164", description: "A phone number in E.164 form.", example: "+14155550123" }),
);

/** Restores a plus sign that a caller did not escape: in a query string it arrives as a space. */
export const restorePlus = (text: string): string => text.replace(/^ /, "+");

export const phoneNumberInQuery = lazily(() =>
  z
    .string()
    .transform(restorePlus)
    .pipe(phoneNumber())
    .openapi({ type: "string", format: "e164", example: "+14155550123" }),
);

/** The source of a pattern for ids of a kind. Filters refuse other text, because it would silently match nothing. */
export const idPatternSource = (kind: IdKind): string => `${idPrefixes[kind]}_[0-9A-Za-z_]{1,60}`;

const numberId = new RegExp(`^${idPatternSource("phoneNumber")}$`);

/** A filter by one of the tenant's numbers, by id or in E.164. */
export const numberInQuery = lazily(() =>
  z
    .string()
    .transform(restorePlus)
    .superRefine((text, check) => {
      if (numberId.test(text)) return;
      const parsed = parseE164(text);
      if ("e164" in parsed) return;
      const message = text.startsWith("+")
        ? parsed.problem
        : `Must be a number's id, which begins with ${idPrefixes.phoneNumber}_, or the number itself in E.164 form.`;
      check.addIssue({ code: "custom", message });
    })
    .openapi({ type: "string", description: "The number's id, or the number itself in E.164 form." }),
);

export const country = lazily(() =>
  z
    .string()
    .refine(isCountry, "Must be an ISO 3166-1 alpha-2 country code in capitals, like US.")
    .openapi({ description: "An ISO 3166-1 alpha-2 country code.", example: "US" }),
);

export const money = lazily(() =>
  z
    .object({
      amount: z.string().openapi({ description: "A decimal in the currency's major unit.", example: "1.15" }),
      currency: z.string().openapi({ description: "An ISO 4217 currency code.", example: "USD" }),
    })
    .openapi("Money"),
);

/** A named component or null. `.nullable()` does not work: OpenAPI loses it in the reference to the component. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

export const capabilities = lazily(() =>
  z.object({ voice: z.boolean(), sms: z.boolean(), mms: z.boolean(), fax: z.boolean() }).openapi("Capabilities"),
);

/**
 * Text that is stored unchanged: well-formed Unicode without these control characters. The patterns also stand in the
 * OpenAPI document, where they have no flags, so they must mean the same with and without `u`.
 */
const text = (controls: string, message: string) =>
  z
    .string()
    .regex(new RegExp(`^[^${controls}]*$`), message)
    .refine((given) => given.isWellFormed(), "Must be well-formed Unicode.");

export const singleLineText = lazily(() => text("\\x00-\\x1f\\x7f-\\x9f", "Must have no control characters."));

export const multiLineText = lazily(() =>
  text("\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f", "Must have no control characters but line breaks and tabs."),
);

export const tag = lazily(() => singleLineText().trim().min(1).max(50));

export const tags = lazily(() =>
  z
    .array(tag())
    .max(20)
    .refine((list) => new Set(list).size === list.length, "Tags must differ from each other."),
);

const keyRule = "A key must have 1 to 40 characters.";

export const metadata = lazily(() =>
  z
    .record(
      singleLineText()
        .min(1, keyRule)
        .max(40, keyRule)
        .refine((key) => key !== "__proto__", "Must be another key than __proto__."),
      multiLineText().max(500),
    )
    .refine((fields) => Object.keys(fields).length <= 50, "At most 50 keys."),
);

/** 64 characters is Twilio's limit for FriendlyName. */
export const friendlyName = lazily(() => singleLineText().trim().min(1).max(64));

/** The names of the fields in `change` whose value differs from `before`. */
export function changedFields(before: object, change: object): string[] {
  const now = new Map<string, unknown>(Object.entries(before));
  const asked = Object.entries(change).filter(([, value]) => value !== undefined);
  return asked.filter(([name, value]) => canonicalJson(value) !== canonicalJson(now.get(name))).map(([name]) => name);
}
