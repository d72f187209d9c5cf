import { jobStatus } from "#inventory/bulk-jobs/action-step";
import { numberReference } from "#inventory/bulk-jobs/reference-schema";
import { routingPlan, toPlan } from "#inventory/routing/wire";
import { lazily, z } from "#kernel/http/schema";
import { friendlyName, idOf, metadata, tags } from "#kernel/http/wire";
import type { ConfiguredNumber } from "#kernel/ports/number-configuration";
import type { NumberConfiguration } from "#kernel/ports/number-object";
import { countryAndTypeOf, parseE164 } from "#kernel/values/phone";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { trimmed } from "#kernel/values/unseen-characters";
import { hintFor, itemStatus } from "./import-item";
import { isReplaceable, type Obstacle, obstacleText, replaceables, shownUrl } from "./obstacles";
import type { PlannedChange } from "./point-settings";
import type { CarrierNumber, ImportItem, ImportJob } from "./responses";
import type { JobRequest } from "./submit-job";
import type { ImportItemRow, ImportJobRow } from "./table";

const MAX_NUMBERS = 1_000;

const carrierNumberId = /^PN[0-9a-f]{32}$/;

/** A number of an account, in E.164 form or by Twilio's id. */
const carrierNumberReference = lazily(() =>
  z
    .string()
    .overwrite(trimmed)
    .transform((text, check) => {
      if (carrierNumberId.test(text)) return text;
      const parsed = parseE164(text);
      if ("e164" in parsed) return parsed.e164;
      check.addIssue({ code: "custom", message: `${parsed.problem} Twilio's id of it, like PN…, will do, too.` });
      return z.NEVER;
    })
    .openapi({ description: "In E.164 form, or Twilio's id.", example: "+14155550123" }),
);

const unique = (list: readonly string[]): boolean => new Set(list).size === list.length;

const numbersOr = <Named extends z.ZodType<string>>(named: Named, description: string) => ({
  phone_numbers: z
    .array(named)
    .min(1)
    .max(MAX_NUMBERS)
    .refine(unique, "Each number may be named once.")
    .optional()
    .openapi({ description }),
  all: z.literal(true).optional().openapi({ description: "All numbers, instead of `phone_numbers`." }),
  dry_run: z
    .boolean()
    .default(false)
    .openapi({ description: "Only find out what would happen: nothing is changed here or at Twilio." }),
});

interface Choice {
  readonly phone_numbers?: readonly string[] | undefined;
  readonly all?: true | undefined;
}

function requireChoice({ phone_numbers, all }: Choice, check: z.RefinementCtx): void {
  if ((phone_numbers === undefined) !== (all === undefined)) return;
  check.addIssue({ code: "custom", path: ["phone_numbers"], message: "Give either phone_numbers or all." });
}

export const newImport = lazily(() =>
  z
    .strictObject({
      ...numbersOr(carrierNumberReference(), "Numbers of the account: in E.164 form, or by Twilio's id."),
      configuration: z
        .strictObject({
          friendly_name: friendlyName().optional(),
          tags: tags().optional(),
          metadata: metadata().optional(),
          agent_id: idOf("agent").optional().openapi({ description: "The id of the agent that answers the numbers." }),
          routing: routingPlan().optional().openapi({ description: "The numbers' routing plan." }),
        })
        .openapi("NewImportConfiguration")
        .optional()
        .openapi({ description: "The settings of the numbers here, before their first call comes in." }),
      overwrite: z
        .array(z.enum(replaceables))
        .max(replaceables.length)
        .refine(unique, "Each may be named once.")
        .default([])
        .openapi({
          description:
            "The import may replace these: a SIP `trunk`, a TwiML `application` or a `studio_flow` that answers the number, and the " +
            "`region` that does. A number answered by one that is not named here fails with `number_in_use`. A detachment puts " +
            "them back.",
        }),
    })
    .superRefine(requireChoice)
    .openapi("NewImport"),
);

export const newDetachment = lazily(() =>
  z
    .strictObject({
      ...numbersOr(numberReference(), "Imported numbers of the account, by id or in E.164 form."),
      force: z.boolean().default(false).openapi({
        description: "Only forget the numbers, and ask nothing of Twilio: for an account whose credentials are gone.",
      }),
    })
    .superRefine(requireChoice)
    .openapi("NewDetachment"),
);

const noConfiguration: NumberConfiguration = { friendlyName: null, tags: [], metadata: {} };

export function toImportRequest(body: z.output<ReturnType<typeof newImport>>): JobRequest {
  const { phone_numbers: references = [], configuration: asked, overwrite, dry_run: dryRun } = body;
  const all = body.all === true;
  const configuration: NumberConfiguration = {
    friendlyName: asked?.friendly_name ?? null,
    tags: asked?.tags ?? [],
    metadata: asked?.metadata ?? {},
    agentId: asked?.agent_id ?? null,
    routing: asked?.routing ? toPlan(asked.routing) : null,
  };
  return { action: "import", dryRun, references, options: { all, configuration, overwrite, force: false } };
}

export function toDetachRequest(body: z.output<ReturnType<typeof newDetachment>>): JobRequest {
  const { phone_numbers: references = [], force, dry_run: dryRun } = body;
  const options = { all: body.all === true, configuration: noConfiguration, overwrite: [], force };
  return { action: "detach", dryRun, references, options };
}

export const toImportJob = (job: ImportJobRow): ImportJob => ({
  id: job.id,
  carrier_account_id: job.carrierAccountId,
  action: job.action,
  dry_run: job.dryRun,
  status: jobStatus({ ...job, completedAt: job.endedAt }),
  listed: job.listed,
  counts: { pending: job.itemCount - job.succeeded - job.failed, succeeded: job.succeeded, failed: job.failed },
  error: job.errorCode && { code: job.errorCode, detail: job.errorDetail ?? "", carrier_code: job.carrierCode },
  created_at: isoTime(job.createdAt),
  ended_at: isoTimeOrNull(job.endedAt),
});

const toObstacle = (obstacle: Obstacle): ImportItem["obstacles"][number] => ({
  kind: obstacle.kind,
  setting: isReplaceable(obstacle) ? obstacle.setting : null,
  value: isReplaceable(obstacle) ? obstacle.value : null,
  can_overwrite: isReplaceable(obstacle),
  detail: obstacleText(obstacle),
});

/** An item of an import that was not finished has no number in the inventory yet. */
export const toImportItem = (item: ImportItemRow, job: Pick<ImportJobRow, "action" | "dryRun">): ImportItem => {
  const status = itemStatus(item.step);
  const hasNumber =
    job.action === "detach" || (status === "succeeded" && !job.dryRun) || item.errorCode === "number_already_yours";
  const { restored = [], notRestored = [], replaced = [] } = item.report;
  return {
    phone_number: item.e164 ?? item.reference,
    phone_number_sid: item.carrierId,
    phone_number_id: hasNumber && item.phoneNumberId.startsWith("num_") ? item.phoneNumberId : null,
    status,
    obstacles: replaced.map(toObstacle),
    restored: [...restored],
    not_restored: notRestored.map(({ setting, code, detail, carrierCode }) => ({
      setting,
      code,
      detail: [detail, hintFor(carrierCode)].filter((text) => text !== null).join(" ") || keptTexts[code],
      carrier_code: carrierCode,
    })),
    error:
      item.errorCode && status === "failed"
        ? { code: item.errorCode, detail: item.errorDetail ?? "", carrier_code: item.carrierCode }
        : null,
  };
};

const keptTexts = {
  changed: "Another program has changed it since the import, so it stays as it is.",
  refused: "Twilio refuses the value that it had.",
  not_kept: "Twilio took the value, and shows another one.",
  number_gone: "The account at Twilio does not have the number any more.",
  forced: "Nothing was asked of Twilio, as the request had `force`.",
} as const;

export const toCarrierNumber = (
  { carrierId, e164, type, capabilities, settings }: ConfiguredNumber,
  voiceRegion: string | null,
  { obstacles, changes }: { readonly obstacles: readonly Obstacle[]; readonly changes: readonly PlannedChange[] },
): CarrierNumber => {
  const [first] = obstacles;
  return {
    phone_number_sid: carrierId,
    phone_number: e164,
    phone_number_id: first?.kind === "already_imported" ? first.phoneNumberId : null,
    friendly_name: settings.friendly_name,
    type: type ?? countryAndTypeOf(e164).type,
    capabilities: { ...capabilities },
    voice_region: voiceRegion,
    answered_by: {
      voice_url: shownUrl(settings.voice_url),
      status_callback: shownUrl(settings.status_callback),
      sms_url: shownUrl(settings.sms_url),
      voice_application_sid: settings.voice_application_sid,
      sms_application_sid: settings.sms_application_sid,
      trunk_sid: settings.trunk_sid,
    },
    obstacles: obstacles.map(toObstacle),
    changes: changes.map((change) => ({ ...change })),
  };
};
