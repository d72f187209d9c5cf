import { isTimeZone } from "#inventory/routing/schedule";
import { routingPlan } from "#inventory/routing/wire";
import { lazily, z } from "#kernel/http/schema";
import { country, idOf, orNull, phoneNumber, singleLineText, tags } from "#kernel/http/wire";
import { trimmed } from "#kernel/values/unseen-characters";

/** The fields of a porting request that its customer fills in. */

const line = (most: number) => singleLineText().overwrite(trimmed).min(1).max(most);

export const requestName = lazily(() =>
  line(100).openapi({ description: "Your own name for the request.", example: "Chicago office" }),
);

export const customerReference = lazily(() =>
  line(100).openapi({ description: "Your own reference, for example of a ticket.", example: "CRM-4711" }),
);

export const carrierName = lazily(() => line(100));

export const losingCarrier = lazily(() =>
  z
    .strictObject({ name: carrierName().openapi({ description: "Its name, as on the bill.", example: "Verizon" }) })
    .openapi("LosingCarrier"),
);

export const customer = lazily(() =>
  z
    .strictObject({
      type: z
        .enum(["business", "individual"])
        .openapi({ description: "Whether a company or a person has the account." }),
      name: line(200).openapi({
        description: "The name of the account's owner, letter for letter as on the bill.",
        example: "Acme Incorporated",
      }),
    })
    .openapi("PortingCustomer"),
);

export const authorizedPerson = lazily(() =>
  z
    .strictObject({
      name: line(100).openapi({ description: "First and last name.", example: "Ada Lovelace" }),
      email: z
        .string()
        .overwrite(trimmed)
        .max(254)
        .pipe(z.email("Must be an e-mail address like ada@example.com."))
        .openapi({
          type: "string",
          format: "email",
          description: "Twilio sends the letter of authorization to this address for signature.",
          example: "ada@example.com",
        }),
      phone: phoneNumber()
        .nullable()
        .default(null)
        .openapi({ description: "A number at which this person can be reached.", example: "+14155550199" }),
    })
    .openapi("AuthorizedPerson"),
);

const usState = /^[A-Z]{2}$/;
const zipCode = /^\d{5}(-\d{4})?$/;

export const postalAddress = lazily(() =>
  z
    .strictObject({
      street: line(100).openapi({ description: "House number and street.", example: "500 W Madison St" }),
      street_2: line(100)
        .nullable()
        .default(null)
        .openapi({ description: "Suite, floor or apartment.", example: "Suite 800" }),
      city: line(100).openapi({ description: "The city.", example: "Chicago" }),
      state: line(50).openapi({ description: "In the US the code of two letters.", example: "IL" }),
      postal_code: digitText("The postal code", 1, 20, /^[0-9A-Za-z][0-9A-Za-z -]*$/).openapi({
        description: "In the US five or nine digits.",
        example: "60661",
      }),
      country: country().default("US"),
    })
    .superRefine((address, check) => {
      if (address.country !== "US") return;
      if (!usState.test(address.state)) {
        const message = "Must be the state's code of two capital letters, like IL.";
        check.addIssue({ code: "custom", path: ["state"], message });
      }
      if (!zipCode.test(address.postal_code)) {
        const message = "Must be a ZIP code: five digits like 60661, or nine like 60661-3655.";
        check.addIssue({ code: "custom", path: ["postal_code"], message });
      }
    })
    .openapi("PostalAddress"),
);

/** Text that JSON writers take for a number: it would lose its leading zeros. */
const digitText = (subject: string, least: number, most: number, form: RegExp) =>
  z
    .string({
      error: ({ input }) =>
        typeof input === "number"
          ? `Must be a string in quotes. ${subject} may begin with zeros, which a number loses.`
          : undefined,
    })
    .overwrite(trimmed)
    .min(least)
    .max(most)
    .regex(form, "Must have letters and digits only, and blanks or hyphens between them.");

export const accountNumber = lazily(() =>
  digitText("An account number", 1, 40, /^[0-9A-Za-z](?:[0-9A-Za-z .\-/]*[0-9A-Za-z])?$/).openapi({
    description:
      "The account number at the losing carrier, as a string: leading zeros count. Stored encrypted, and no answer shows it.",
    example: "0012345678",
  }),
);

export const pin = lazily(() =>
  digitText("A PIN", 1, 20, /^[0-9A-Za-z]+$/).openapi({
    description:
      "The PIN or passcode for port-outs, as a string: leading zeros count. Stored encrypted, and no answer shows it.",
    example: "0042",
  }),
);

export const bill = lazily(() =>
  z
    .strictObject({
      customer_name: line(200)
        .nullable()
        .default(null)
        .openapi({ description: "The customer's name on the bill.", example: "ACME INC" }),
      address: orNull(postalAddress()).default(null).openapi({ description: "The service address on the bill." }),
      date: z.iso
        .date()
        .nullable()
        .default(null)
        .openapi({ description: "The date of the bill.", example: "2026-11-15" }),
    })
    .openapi("BillFields", { description: "The fields of the latest bill, as they stand on it." }),
);

const clockTime = lazily(() =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Must be a time of day like 10:00.")
    .nullable()
    .default(null),
);

export const desiredDate = lazily(() =>
  z
    .strictObject({
      date: z.iso.date().openapi({ description: "In the time zone. See the allowed dates.", example: "2026-12-15" }),
      window_start: clockTime().openapi({ description: "The beginning of the window.", example: "10:00" }),
      window_end: clockTime().openapi({ description: "The end of the window.", example: "12:00" }),
      time_zone: z
        .string()
        .max(64)
        .refine(isTimeZone, "Must be an IANA time zone like America/Chicago.")
        .openapi({ maxLength: 64, description: "IANA time zone.", example: "America/Chicago" }),
    })
    .superRefine(({ window_start, window_end }, check) => {
      const message =
        (window_start === null) !== (window_end === null)
          ? "Give both window_start and window_end, or neither."
          : window_start !== null && window_end !== null && window_end <= window_start
            ? "Must be later than window_start."
            : null;
      if (message !== null) check.addIssue({ code: "custom", path: ["window_end"], message });
    })
    .openapi("DesiredPortingDate"),
);

export const remainingNumbers = lazily(() =>
  z
    .strictObject({
      action: z
        .enum(["keep", "disconnect"])
        .openapi({ description: "Whether the losing carrier keeps them in service." }),
      new_billing_telephone_number: phoneNumber().nullable().default(null).openapi({
        description: "The account's new main number, if the old one is ported.",
        example: "+13125550177",
      }),
    })
    .openapi("RemainingNumbers"),
);

export const portedNumberSettings = lazily(() =>
  z
    .strictObject({
      agent_id: idOf("agent")
        .nullable()
        .default(null)
        .openapi({ description: "The id of the agent that answers the numbers." }),
      routing: orNull(routingPlan()).default(null).openapi({ description: "The numbers' routing plan." }),
      tags: tags().default([]).openapi({ description: "Your own labels." }),
    })
    .openapi("PortedNumberSettings", {
      description: "The settings of a number from the moment at which it has moved.",
    }),
);
