import { lazily, z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { carrierName, pin, portedNumberSettings } from "./fields";
import { MAX_PORTING_NUMBERS } from "./number-input";
import type { PortingNumber } from "./responses";
import { fromSettings } from "./settings-wire";
import type { PortingNumberRow } from "./table";

/** No spelling of a range is longer. */
const MAX_TEXT = 100;

const numberText = lazily(() => z.string().max(MAX_TEXT));

/** Numbers in the body of a request, in any of three forms. `readNumbers` reads them. */
export const numberFields = () => ({
  phone_numbers: z
    .array(numberText().openapi({ example: "+13125550100" }))
    .max(MAX_PORTING_NUMBERS)
    .optional()
    .openapi({
      description: "Numbers in E.164 form, or ranges like `+13125550100-+13125550119`.",
      example: ["+13125550100", "+13125550110-+13125550119"],
    }),
  ranges: z
    .array(
      z
        .strictObject({
          start: numberText().openapi({ description: "The first number.", example: "+13125550110" }),
          end: numberText().openapi({ description: "The last number.", example: "+13125550119" }),
        })
        .openapi("NumberRange"),
    )
    .max(MAX_PORTING_NUMBERS)
    .optional()
    .openapi({ description: "Ranges of numbers." }),
  numbers: z
    .array(
      z
        .strictObject({
          phone_number: numberText().openapi({ description: "The number in E.164 form.", example: "+13125550120" }),
          ...settingFields(),
        })
        .openapi("NewPortingNumber"),
    )
    .max(MAX_PORTING_NUMBERS)
    .optional()
    .openapi({ description: "Numbers with a carrier, a PIN or settings of their own." }),
});

const settingFields = () => ({
  losing_carrier: carrierName()
    .nullable()
    .optional()
    .openapi({
      description:
        "The carrier that has the number, if it is another one than the request's. Submission makes a draft of the numbers of each such " +
        "carrier, as account number and bill belong to one. You know it: Twilio's portability check does not say it.",
      example: "Small Line",
    }),
  pin: pin().nullable().optional(),
  configuration: orNull(portedNumberSettings())
    .optional()
    .openapi({ description: "The number's own settings; null for those of the request." }),
});

export const newPortingNumbers = lazily(() =>
  z
    .strictObject(numberFields())
    .refine(
      ({ phone_numbers = [], ranges = [], numbers = [] }) => phone_numbers.length + ranges.length + numbers.length > 0,
      { path: ["phone_numbers"], message: "Name at least one number, in phone_numbers, ranges or numbers." },
    )
    .openapi("NewPortingNumbers", { description: `A request has up to ${MAX_PORTING_NUMBERS} numbers.` }),
);

export const portingNumberChange = lazily(() =>
  z.strictObject(settingFields()).openapi("PortingNumberChange", {
    description: "New values by field. `null` empties a field; fields that you do not send stay as they are.",
  }),
);

export type NumberSettingFields = z.output<ReturnType<typeof portingNumberChange>>;

export const toPortingNumber = (row: PortingNumberRow): PortingNumber => ({
  id: row.id,
  phone_number: row.e164,
  status: row.status,
  status_since: isoTime(row.statusSince),
  country: row.country,
  type: row.type,
  losing_carrier: row.losingCarrier,
  secrets: { pin: row.pin !== null },
  configuration: row.configuration && fromSettings(row.configuration),
  foc_at: isoTimeOrNull(row.focAt),
  messaging_status: row.messagingStatus,
  rejection: row.rejection && {
    code: row.rejection.code,
    detail: row.rejection.detail,
    carrier_code: row.rejection.carrier_code,
  },
  phone_number_id: row.phoneNumberId,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});
