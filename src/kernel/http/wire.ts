import { problemCodes } from "#kernel/http/problem";
import { lazily, z } from "#kernel/http/schema";
import { scopes } from "#kernel/http/scope";
import { capabilityNames, isCapability } from "#kernel/ports/carrier";
import { nameParty } from "#kernel/values/caller-rule";
import { canonicalJson } from "#kernel/values/digest";
import { aKind, type IdKind, idPrefixes, kindOfId } from "#kernel/values/ids";
import { isAmount } from "#kernel/values/money";
import { partyKey } from "#kernel/values/party";
import { isCountry, parseE164 } from "#kernel/values/phone";
import { trimmed, withoutInvisibleStart } from "#kernel/values/unseen-characters";

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
    .openapi({ format: "e164", description: "A phone number in E.164 form.", example: "+14155550123" }),
);

/** Restores the plus sign of a number that was not escaped: in a query string it arrives as a space. */
export const restorePlus = (text: string): string => withoutInvisibleStart(text).replace(/^((?:[a-z]+:)?) /i, "$1+");

export const phoneNumberInQuery = lazily(() =>
  z.string().transform(restorePlus).pipe(phoneNumber()).openapi({ format: "e164", example: "+14155550123" }),
);

/** A filter by caller or sender, of any kind. The output is the form to compare by. */
export const partyInQuery = lazily(() =>
  z
    .string()
    .transform((text, check) => {
      const naming = nameParty(restorePlus(text));
      if ("party" in naming) return partyKey(naming.party);
      check.addIssue({ code: "custom", message: naming.problem });
      return z.NEVER;
    })
    .openapi({
      description:
        "The caller or sender, by `from` or `from_address`; `anonymous` for all that are hidden, `other` for all of the kind `other`.",
      example: "+14155550123",
    }),
);

/** The source of a pattern for ids of a kind. Filters refuse other text, because it would silently match nothing. */
export const idPatternSource = (kind: IdKind): string => `${idPrefixes[kind]}_[0-9A-Za-z_]{1,60}`;

/** Returns the mistake if the text is an id of another kind; `null` for all other text. */
export function wrongKind(wanted: IdKind, text: string): string | null {
  const given = kindOfId(text);
  if (given === null || given === wanted) return null;
  return `${text} is the id of ${aKind(given)}. Must be the id of ${aKind(wanted)}, which begins with ${idPrefixes[wanted]}_.`;
}

/** An id of a resource of any kind. The operation looks for the resource. */
export const idText = lazily(() => z.string().overwrite(trimmed).max(64));

/** An id of one kind. The operation looks for the resource. */
export const idOf = (kind: IdKind) =>
  idText()
    .min(1)
    .superRefine((text, check) => {
      const message = wrongKind(kind, text);
      if (message !== null) check.addIssue({ code: "custom", message });
    })
    .openapi({ example: `${idPrefixes[kind]}_01k9m8x3zt5v7w9y2a4c6e8g0j` });

const numberId = new RegExp(`^${idPatternSource("phoneNumber")}$`);

/** A filter by one of the tenant's numbers, by id or in E.164. */
export const numberInQuery = lazily(() =>
  z
    .string()
    .transform(restorePlus)
    .overwrite(trimmed)
    .transform((text, check) => {
      if (numberId.test(text)) return text;
      const parsed = parseE164(text);
      if ("e164" in parsed) return parsed.e164;
      const form = `Must be a number's id, which begins with ${idPrefixes.phoneNumber}_, or the number itself in E.164 form.`;
      const message = text.startsWith("+") ? parsed.problem : (wrongKind("phoneNumber", text) ?? form);
      check.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .openapi({ description: "The number's id, or the number itself in E.164 form." }),
);

export const country = lazily(() =>
  z.string().trim().toUpperCase().refine(isCountry, "Must be an ISO 3166-1 alpha-2 country code, like US.").openapi({
    pattern: "^[A-Za-z]{2}$",
    description: "An ISO 3166-1 alpha-2 country code.",
    example: "US",
  }),
);

export const scope = lazily(() =>
  z.enum(scopes).openapi("Scope", { description: "The operations that a key may call." }),
);

export const problemCode = lazily(() =>
  z
    .enum(problemCodes)
    .openapi("ProblemCode", { description: "The stable name of a problem. Branch on this, not on texts." }),
);

/** Why a part of something failed or would fail, where the codes are those of problems. */
export const failure = lazily(() =>
  z
    .object({ code: problemCode(), detail: z.string().openapi({ description: "The reason in words." }) })
    .openapi("Failure", { description: "Why this failed, or would be refused." }),
);

export const money = lazily(() =>
  z
    .object({
      amount: z.string().openapi({
        pattern: "^\\d+(\\.\\d+)?$",
        description: "A decimal in the currency's major unit.",
        example: "1.15",
      }),
      currency: z
        .string()
        .openapi({ pattern: "^[A-Z]{3}$", description: "An ISO 4217 currency code.", example: "USD" }),
    })
    .openapi("Money"),
);

/** The most that something may cost. */
export const costLimit = lazily(() =>
  z
    .strictObject({
      amount: z
        .string()
        .refine(isAmount, "Must be a decimal like 25 or 25.50.")
        .openapi({ description: "A decimal in the currency's major unit.", example: "25.00" }),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, "Must be an ISO 4217 code in capitals, like USD.")
        .openapi({ description: "ISO 4217.", example: "USD" }),
    })
    .openapi("CostLimit"),
);

/**
 * A named component or null. `.nullable()` does not work: OpenAPI loses it in the reference to the component. `z.lazy`
 * keeps a union's name: the document's generator would put its variants in its place.
 */
export const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([z.lazy(() => schema), z.null()]);

/** Capabilities as a filter of a list: the number must have all of them. */
export const capabilitiesInQuery = lazily(() =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((list) => list.split(",")))
    .pipe(z.array(z.string().refine(isCapability, `Each must be one of ${capabilityNames.join(", ")}.`)))
    .transform((names) => names.filter(isCapability))
    .optional()
    .openapi({
      param: { name: "capabilities", in: "query", style: "form", explode: false },
      type: "array",
      items: { type: "string", enum: [...capabilityNames] },
      description: "Capabilities that the number must all have: separated by commas, or in repeated fields.",
      example: ["voice", "sms"],
    }),
);

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

export const tag = lazily(() => singleLineText().overwrite(trimmed).min(1).max(50));

export const tags = lazily(() =>
  z
    .array(tag())
    .max(20)
    .refine((list) => new Set(list).size === list.length, "Tags must differ from each other."),
);

const keyRule = "A key must have 1 to 40 characters.";

const fieldsOf = <Value extends z.ZodType>(value: Value) =>
  z
    .record(
      singleLineText()
        .min(1, keyRule)
        .max(40, keyRule)
        .refine((key) => key !== "__proto__", "Must be another key than __proto__."),
      value,
    )
    .refine((fields) => Object.keys(fields).length <= 50, "At most 50 keys.");

export const metadata = lazily(() => fieldsOf(multiLineText().max(500)));

/** A change of metadata: a JSON merge patch (RFC 7396). */
export const metadataChange = lazily(() =>
  fieldsOf(multiLineText().max(500).nullable()).openapi({
    description: "New values by key. `null` removes a key; keys that you do not send stay as they are.",
    example: { crm_id: "a-17", campaign: null },
  }),
);

/** 64 characters is Twilio's limit for FriendlyName. */
export const friendlyName = lazily(() => singleLineText().trim().min(1).max(64));

/** The names of the fields in `change` whose value differs from `before`. */
export function changedFields(before: object, change: object): string[] {
  const now = new Map<string, unknown>(Object.entries(before));
  const asked = Object.entries(change).filter(([, value]) => value !== undefined);
  return asked.filter(([name, value]) => canonicalJson(value) !== canonicalJson(now.get(name))).map(([name]) => name);
}
