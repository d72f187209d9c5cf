import { sql } from "drizzle-orm";
import { tenantRows } from "#kernel/db/tenant-rows";
import { calls, expiredCalls } from "./table";

/** A tenant's calls. Their carrier's ids stay, so that a replayed webhook makes no record anew. */
export const callsOfTenant = tenantRows("calls", calls, [calls.createdAt, calls.id], {
  before: (db, condition) => [
    db
      .insert(expiredCalls)
      .select(sql`select ${calls.tenantId}, ${calls.carrierId} from ${calls} where ${condition}`)
      .onConflictDoNothing(),
  ],
});
