import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { portingReason } from "../reasons/responses";
import { portingPaths } from "../rules/states";
import { checkStatuses, MAX_SHOWN } from "./queries";
import { resultStatuses } from "./table";

const notSaid = <Schema extends z.ZodType>(schema: Schema, description: string) =>
  schema.nullable().openapi({ description: `${description} Twilio does not say, so it is null today.` });

const count = (description: string) => z.int().openapi({ description });

export const portabilityResult = z
  .object({
    phone_number: z.string().openapi({ description: "In E.164 form." }),
    status: z.enum(resultStatuses),
    portable: z.boolean().nullable().openapi({
      description: "Twilio's answer; null while it is pending, or if Twilio could not say (`reason` says why).",
    }),
    path: z
      .enum(portingPaths)
      .nullable()
      .openapi({ description: "How a porting request would move it; null if none would." }),
    reason: orNull(portingReason).openapi({ description: "Why it is not portable, or why Twilio could not say." }),
    conflict: orNull(
      portingReason
        .extend({
          phone_number_id: z.string().nullable().openapi({ description: "Your phone number, if it is yours." }),
          porting_request_id: z.string().nullable().openapi({ description: "Your porting request, if it is yours." }),
        })
        .openapi("PortabilityConflict"),
    ).openapi({
      description:
        "Stands in the way on this platform now, whatever Twilio says: the number is in service here, or in an open porting request. " +
        "It does not name other tenants.",
    }),
    pin_required: z
      .boolean()
      .nullable()
      .openapi({ description: "Whether the losing carrier wants a PIN; null if Twilio did not say." }),
    account_number_required: z
      .boolean()
      .nullable()
      .openapi({ description: "Whether the losing carrier wants the account number; Twilio answers both together." }),
    fast_port: notSaid(z.boolean(), "Whether it can be ported within hours."),
    losing_carrier: notSaid(z.string(), "The carrier that has the number."),
    messaging: notSaid(z.boolean(), "Whether its messages can be ported, too."),
    type: z.enum(numberTypes).openapi({ description: "By Twilio, else by the numbering plan." }),
    country: z.string().openapi({ description: "ISO 3166-1 alpha-2, by Twilio, else by the numbering plan." }),
    checked_at: z.iso.datetime().nullable().openapi({ description: "When Twilio answered." }),
    is_cached: z
      .boolean()
      .openapi({ description: "Whether the answer is older than this check. Answers are kept for a day." }),
  })
  .openapi("PortabilityResult");

export type PortabilityResult = z.output<typeof portabilityResult>;

export const portabilityCheckSummary = z
  .object({
    id: z.string().openapi({ description: "The check's id." }),
    status: z.enum(checkStatuses),
    counts: z
      .object({
        total: count("All numbers of the check."),
        pending: count("Twilio has not answered yet."),
        portable: count("Twilio can port them by its API."),
        not_portable: count("Twilio cannot."),
        undetermined: count("Twilio could not say, or gave no answer for a day."),
      })
      .openapi({ description: "The numbers by Twilio's answer." }),
    created_at: z.iso.datetime(),
    ended_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the last number got its answer; null while the check is under way." }),
  })
  .openapi("PortabilityCheckSummary");

export type PortabilityCheckSummary = z.output<typeof portabilityCheckSummary>;

export const portabilityCheck = portabilityCheckSummary
  .extend({
    results: z
      .array(portabilityResult)
      .openapi({ description: `The first ${MAX_SHOWN} numbers, in the order of the request.` }),
    has_more_results: z
      .boolean()
      .openapi({ description: "Whether there are more: list the results of the check to read them all." }),
  })
  .openapi("PortabilityCheck");

export type PortabilityCheck = z.output<typeof portabilityCheck>;
