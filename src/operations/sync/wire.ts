import { lazily, z } from "#kernel/http/schema";
import { idOf } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { SyncRun } from "./queries";
import type { syncDifference, syncResource, syncSummary } from "./responses";
import type { DifferenceRow, SyncRunRow } from "./table";

export const toSyncSummary = (run: SyncRunRow): z.infer<typeof syncSummary> => ({
  id: run.id,
  tenant_id: run.tenantId,
  carrier_account_id: run.tenantId === null ? null : run.carrierAccount,
  preview: run.preview,
  started_by: run.startedBy,
  status: run.status,
  phase: run.phase,
  listed: run.counted.listed,
  compared: run.counted.compared,
  error: run.errorCode === null ? null : { code: run.errorCode, detail: run.errorDetail ?? "" },
  created_at: isoTime(run.createdAt),
  updated_at: isoTime(run.updatedAt),
  ended_at: isoTimeOrNull(run.finishedAt),
});

const noDifferences = () => ({ planned: 0, done: 0, open: 0 });

export function toSync({ run, differences }: SyncRun): z.infer<typeof syncResource> {
  const counted = {
    orphaned: noDifferences(),
    missing: noDifferences(),
    drifted: noDifferences(),
    found: noDifferences(),
  };
  for (const { kind, planned, done, open } of differences) counted[kind] = { planned, done, open };
  return { ...toSyncSummary(run), differences: counted };
}

export const toDifference = (row: DifferenceRow): z.infer<typeof syncDifference> => ({
  kind: row.kind,
  phone_number: row.e164,
  tenant_id: row.tenantId,
  phone_number_id: row.phoneNumberId,
  fields: [...row.fields],
  action: row.action,
  outcome: row.outcome,
});

export const adoption = lazily(() =>
  z
    .strictObject({
      tenant_id: idOf("tenant").openapi({ description: "The tenant that gets the number." }),
      overwrite_urls: z.boolean().default(false).openapi({
        description: "Also replace webhook URLs, applications or a trunk that are another party's.",
      }),
    })
    .openapi("Adoption"),
);
