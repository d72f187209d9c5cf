import { lazily, z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import type { tenantMove } from "./responses";
import type { MoveRow } from "./table";

export const newMove = lazily(() =>
  z
    .strictObject({
      database: z.string().openapi({
        description: "The binding of the database that the tenant moves to: `DB`, `DB_2`, …",
      }),
    })
    .openapi("NewTenantMove"),
);

export type MoveWire = z.infer<typeof tenantMove>;

export const toTenantMove = (row: MoveRow): MoveWire => ({
  id: row.id,
  tenant_id: row.tenantId,
  from_database: row.fromDatabase,
  to_database: row.toDatabase,
  status: row.status,
  copied_rows: row.copiedRows,
  error: row.errorCode === null ? null : { code: row.errorCode, detail: row.errorDetail ?? "" },
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
  moved_at: isoTimeOrNull(row.movedAt),
  ended_at: isoTimeOrNull(row.endedAt),
});
