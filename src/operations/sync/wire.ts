import { z } from "@hono/zod-openapi";
import { orNull } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { driftFields } from "./compare";
import type { SyncRun } from "./queries";
import { actions, kinds, outcomes, phases, syncStatuses } from "./run-state";
import type { DifferenceRow, SyncRunRow } from "./table";

const counts = z
  .object({ planned: z.int(), done: z.int(), open: z.int() })
  .openapi("SyncCounts", { description: "By what became of them; `open` ones have a finding." });

const error = z.object({ code: z.string(), detail: z.string() }).openapi("SyncError");

const summary = z.object({
  id: z.string(),
  carrier_account: z.string().openapi({ description: "`platform`: the account that numbers are resold from." }),
  dry_run: z.boolean(),
  started_by: z.string().openapi({ description: "`cron`, or who asked for it: `key:` and a key's id, or `admin`." }),
  status: z
    .enum(syncStatuses)
    .openapi({ description: "`failed`: it ended early, and concluded nothing about numbers that are missing." }),
  phase: z.enum(phases).openapi({ description: "What it is at, or was when it ended." }),
  listed: z.int().openapi({ description: "Numbers on the carrier's list so far." }),
  compared: z.int().openapi({ description: "Numbers of the inventory that were looked for on it so far." }),
  error: orNull(error),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
});

export const syncSummary = summary.openapi("SyncSummary");

export const syncResource = summary
  .extend({ differences: z.object({ orphaned: counts, missing: counts, drifted: counts, found: counts }) })
  .openapi("Sync");

export const toSyncSummary = (run: SyncRunRow): z.infer<typeof syncSummary> => ({
  id: run.id,
  carrier_account: run.carrierAccount,
  dry_run: run.dryRun,
  started_by: run.startedBy,
  status: run.status,
  phase: run.phase,
  listed: run.counted.listed,
  compared: run.counted.compared,
  error: run.errorCode === null ? null : { code: run.errorCode, detail: run.errorDetail ?? "" },
  created_at: isoTime(run.createdAt),
  updated_at: isoTime(run.updatedAt),
  finished_at: isoTimeOrNull(run.finishedAt),
});

const nothing = () => ({ planned: 0, done: 0, open: 0 });

export function toSync({ run, differences }: SyncRun): z.infer<typeof syncResource> {
  const counted = { orphaned: nothing(), missing: nothing(), drifted: nothing(), found: nothing() };
  for (const { kind, planned, done, open } of differences) counted[kind] = { planned, done, open };
  return { ...toSyncSummary(run), differences: counted };
}

const drift = z.object({
  field: z.enum(driftFields),
  ours: z.string().nullable().openapi({ description: "What the inventory says; null for nothing." }),
  theirs: z.string().nullable().openapi({ description: "What the carrier has; of a URL without its query." }),
});

export const syncDifference = z
  .object({
    kind: z.enum(kinds).openapi({
      description:
        "`orphaned`: the carrier has it, the inventory does not. `missing`: the other way round. `drifted`: both have it, and it is " +
        "not set up as it should be. `found`: it counted as lost, and the carrier has it.",
    }),
    phone_number: z.string(),
    tenant_id: z.string().nullable(),
    phone_number_id: z.string().nullable(),
    fields: z.array(drift).openapi({ description: "Of a drifted number, each field that differs." }),
    action: z.enum(actions).openapi({ description: "What there is to do about it; `report` leaves it to a person." }),
    outcome: z.enum(outcomes).openapi({ description: "`planned` in a dry run." }),
  })
  .openapi("SyncDifference");

export const toDifference = (row: DifferenceRow): z.infer<typeof syncDifference> => ({
  kind: row.kind,
  phone_number: row.e164,
  tenant_id: row.tenantId,
  phone_number_id: row.phoneNumberId,
  fields: [...row.fields],
  action: row.action,
  outcome: row.outcome,
});

export const adoption = z
  .strictObject({
    tenant_id: z.string().max(64).openapi({ description: "Who gets it." }),
    overwrite_urls: z.boolean().default(false).openapi({
      description: "Also take the place of webhook URLs, applications or a trunk that are somebody else's.",
    }),
  })
  .openapi("Adoption");
