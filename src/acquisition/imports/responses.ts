import { jobStatuses } from "#inventory/bulk-jobs/action-step";
import { z } from "#kernel/http/schema";
import { capabilities, orNull, problemCode } from "#kernel/http/wire";
import { numberTypes } from "#kernel/ports/carrier";
import { importActions, itemStatuses, keptCodes } from "./import-item";
import { obstacleKinds } from "./obstacles";

const sid = z.string().openapi({ description: "Twilio's id of the number in its account." });

const setting = z.string().openapi({
  description: "A setting of the number's record at Twilio, by Twilio's name, or `region`.",
  example: "voice_url",
});

const obstacle = z
  .object({
    kind: z.enum(obstacleKinds),
    setting: setting.nullable().openapi({ description: "The setting that names what answers the number." }),
    value: z.string().nullable().openapi({ description: "Twilio's id of what answers the number, or a region." }),
    can_overwrite: z.boolean().openapi({ description: "Whether `overwrite` may name this kind." }),
    detail: z.string(),
  })
  .openapi("ImportObstacle", { description: "Something that stands in the way of an import." });

const carrierCode = z.int().nullable().openapi({ description: "Twilio's error code." });

const importFailure = z
  .object({ code: problemCode(), detail: z.string(), carrier_code: carrierCode })
  .openapi("ImportFailure");

const nullable = (description: string) => z.string().nullable().openapi({ description });

export const carrierNumber = z
  .object({
    phone_number_sid: sid,
    phone_number: z.string(),
    phone_number_id: z.string().nullable().openapi({ description: "Your number here, if you have imported it." }),
    friendly_name: z.string().nullable(),
    type: z.enum(numberTypes).openapi({ description: "The type of number." }),
    capabilities: capabilities(),
    voice_region: z
      .string()
      .nullable()
      .openapi({ description: "The Twilio Region that answers its calls; null if Twilio did not say." }),
    answered_by: z
      .object({
        voice_url: nullable("Answers calls, unless a trunk or an application does."),
        status_callback: nullable("Hears of the end of calls."),
        sms_url: nullable("Answers messages, unless an application does."),
        voice_application_sid: nullable("The TwiML application that answers calls."),
        sms_application_sid: nullable("The TwiML application that answers messages."),
        trunk_sid: nullable("The Elastic SIP trunk that takes calls."),
      })
      .openapi({
        description: "Answers calls and messages now. URLs are shown without their queries, which may hold secrets.",
      }),
    obstacles: z.array(obstacle).openapi({ description: "Empty: an import needs no `overwrite`." }),
    changes: z
      .array(
        z
          .object({
            setting,
            from: nullable("Its value now; null: it is empty. A URL is shown without its query."),
            to: nullable("Its value after an import; null: it is emptied. `{phone_number_id}` stands for the id here."),
          })
          .openapi("ImportChange"),
      )
      .openapi({ description: "All that an import changes at Twilio; empty for a number that is imported already." }),
  })
  .openapi("CarrierNumber");

export type CarrierNumber = z.output<typeof carrierNumber>;

export const importJob = z
  .object({
    id: z.string().openapi({ description: "The job's id." }),
    carrier_account_id: z.string().openapi({ description: "The carrier account that has the numbers." }),
    action: z.enum(importActions),
    dry_run: z.boolean().openapi({ description: "Whether the job only finds out what would happen." }),
    status: z.enum(jobStatuses),
    listed: z
      .boolean()
      .openapi({ description: "Whether `counts` counts all numbers: those of an account are listed first." }),
    counts: z.object({ pending: z.int(), succeeded: z.int(), failed: z.int() }),
    error: orNull(importFailure).openapi({ description: "Why the account's numbers could not be listed." }),
    created_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
  })
  .openapi("ImportJob");

export type ImportJob = z.output<typeof importJob>;

export const importItem = z
  .object({
    phone_number: z
      .string()
      .openapi({ description: "In E.164 form; as the request named it while that is not known." }),
    phone_number_sid: sid.nullable(),
    phone_number_id: z.string().nullable(),
    status: z.enum(itemStatuses),
    obstacles: z
      .array(obstacle)
      .openapi({ description: "Each was replaced, would be replaced, or stopped the import." }),
    restored: z.array(setting).openapi({ description: "The settings that are as they were before the import." }),
    not_restored: z
      .array(
        z.object({
          setting,
          code: z.enum(keptCodes).openapi({ description: "Why it is not as it was." }),
          detail: z.string(),
          carrier_code: carrierCode,
        }),
      )
      .openapi({ description: "The settings that are not as they were before the import." }),
    error: orNull(importFailure),
  })
  .openapi("ImportItem");

export type ImportItem = z.output<typeof importItem>;

export const detachment = z
  .object({
    import_job_id: z.string().nullable().openapi({ description: "The job that goes on with it; null if it is done." }),
    ...importItem.shape,
  })
  .openapi("Detachment");

export type Detachment = z.output<typeof detachment>;
