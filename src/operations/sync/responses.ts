import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { driftFields } from "./compare-number";
import { actions, kinds, outcomes, phases, syncFailures, syncStatuses } from "./run-rules";

const counts = z
  .object({ planned: z.int(), done: z.int(), open: z.int() })
  .openapi("SyncCounts", { description: "Differences of one kind, by outcome." });

const error = z
  .object({
    code: z.enum(syncFailures).openapi("SyncErrorCode", {
      description:
        "`carrier_credentials_invalid`: the carrier refused the account's credentials. `carrier_unavailable`: it gave no usable " +
        "answer. `listing_incomplete`: its list changed or ended early. `too_many_missing`: more numbers were missing than is " +
        "credible. `abandoned`: the run took too long.",
    }),
    detail: z.string(),
  })
  .openapi("SyncError");

const summary = z.object({
  id: z.string(),
  tenant_id: z
    .string()
    .nullable()
    .openapi({ description: "The tenant whose account it is; null for the account that the platform resells from." }),
  carrier_account_id: z
    .string()
    .nullable()
    .openapi({ description: "The tenant's carrier account; null for the account that the platform resells from." }),
  preview: z.boolean(),
  started_by: z.string().openapi({ description: "`cron`, `admin`, or `key:` followed by the id of an API key." }),
  status: z.enum(syncStatuses).openapi({
    description: "`failed`: the run ended early and drew no conclusion about missing numbers; `error` says why.",
  }),
  phase: z.enum(phases).openapi({ description: "The run's current phase, or the one in which it ended." }),
  listed: z.int().openapi({ description: "Numbers on the carrier's list so far." }),
  compared: z
    .int()
    .openapi({ description: "Numbers of the inventory that were looked up on the carrier's list so far." }),
  error: orNull(error),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
});

export const syncSummary = summary.openapi("SyncSummary");

export type SyncSummary = z.output<typeof syncSummary>;

export const syncResource = summary
  .extend({ differences: z.object({ orphaned: counts, missing: counts, drifted: counts, found: counts }) })
  .openapi("Sync");

export type SyncResource = z.output<typeof syncResource>;

const drift = z.object({
  field: z.enum(driftFields),
  ours: z.string().nullable().openapi({ description: "The inventory's value; null for none." }),
  theirs: z.string().nullable().openapi({ description: "The carrier's value; a URL without its query." }),
});

export const syncDifference = z
  .object({
    kind: z.enum(kinds).openapi({
      description:
        "`orphaned`: the platform's account has the number, the inventory does not. `missing`: the inventory has it, the carrier does not. " +
        "`drifted`: both have it, with different settings. `found`: the inventory says `lost`, but the carrier has it.",
    }),
    phone_number: z.string(),
    tenant_id: z.string().nullable(),
    phone_number_id: z.string().nullable(),
    fields: z.array(drift).openapi({ description: "Each field that differs, for a drifted number." }),
    action: z
      .enum(actions)
      .openapi({ description: "The sync's action on the difference; `report` leaves it to a person." }),
    outcome: z.enum(outcomes).openapi({
      description:
        "`done`: the action removed the difference. `open`: the difference remains. `planned`: the run is a preview and took no action.",
    }),
  })
  .openapi("SyncDifference");

export type SyncDifference = z.output<typeof syncDifference>;
