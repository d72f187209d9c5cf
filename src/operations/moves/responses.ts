import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { moveFailures, moveStatuses } from "./move-status";

const error = z
  .object({
    code: z.enum(moveFailures).openapi({
      description: "The kind of error.",
      "x-enumDescriptions": {
        schema_differs:
          "The two databases do not have the same migrations: apply all of them to both. Or a deployment changed during the move which tables are moved: move again.",
        rows_conflict: "Both databases have a row that only one tenant can have, for example the same imported number.",
        copy_differs: "The copy was not the same as the original.",
        took_too_long:
          "The move was not at its switch six hours after it was asked for, so the jobs of both databases rested too long.",
        storage_unavailable: "A database did not answer.",
        internal_error: "An unexpected error; the log has its cause.",
      },
    }),
    detail: z.string().openapi({ description: "The cause, for people." }),
  })
  .openapi("TenantMoveError", {
    description:
      "The last attempt's error, or why the move failed. Null if nothing went wrong. The job tries again each minute.",
  });

export const tenantMove = z
  .object({
    id: z.string().openapi({ description: "The move's id." }),
    tenant_id: z.string().openapi({ description: "The tenant that moves." }),
    from_database: z.string().openapi({ description: "The binding of the database that it leaves." }),
    to_database: z.string().openapi({ description: "The binding of the database that it moves to." }),
    status: z.enum(moveStatuses).openapi({
      description: "How far the move has come.",
      "x-enumDescriptions": {
        announced: "Waits until no instance and no job works with what it read before. The tenant works as ever.",
        copying: "Prepares the new database. The tenant works as ever.",
        fenced: "Copies the rows. Reads work, and calls are routed; changes answer 503 `tenant_moving`.",
        moved: "The tenant works in the new database. The old rows are being deleted.",
        completed: "The move is over.",
        canceling: "The tenant works in the old database as ever. The new one is being cleared.",
        canceled: "The platform canceled the move. The tenant stays where it was.",
        failed: "The move failed, for the reason in `error`. The tenant stays where it was.",
      },
    }),
    copied_rows: z.int().openapi({ description: "The rows that were copied so far." }),
    error: orNull(error),
    created_at: z.iso.datetime().openapi({ description: "When the move was asked for." }),
    updated_at: z.iso.datetime().openapi({ description: "When the move came on last." }),
    moved_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the new database took over; null if it has not." }),
    ended_at: z.iso.datetime().nullable().openapi({ description: "When the move ended; null while it is under way." }),
  })
  .openapi("TenantMove");

export type TenantMoveResource = z.output<typeof tenantMove>;
