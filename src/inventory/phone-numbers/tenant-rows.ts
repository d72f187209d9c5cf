import { and, asc, eq, gt, lte, ne } from "drizzle-orm";
import type { TenantRows } from "#kernel/db/tenant-rows";
import { phoneNumbers } from "./table";

/** No number of a tenant has this name before its settings are deleted. */
const DELETED_NAME = "";

/**
 * A tenant's numbers. The rows stay, because transfers, former owners' histories and the sync refer to them; the
 * tenant's own settings are deleted.
 */
export const numbersOfTenant: TenantRows = {
  name: "phone_numbers",
  read: (db, tenantId, after, limit) =>
    db
      .select()
      .from(phoneNumbers)
      .where(
        and(
          eq(phoneNumbers.tenantId, tenantId),
          ne(phoneNumbers.friendlyName, DELETED_NAME),
          after === null ? undefined : gt(phoneNumbers.id, String(after[0])),
        ),
      )
      .orderBy(asc(phoneNumbers.id))
      .limit(limit),
  placeOf: ({ id }) => [String(id)],
  clear: (db, tenantId, [upTo]) => [
    db
      .update(phoneNumbers)
      .set({ friendlyName: DELETED_NAME, tags: [], metadata: {}, smsForwardTo: null })
      .where(and(eq(phoneNumbers.tenantId, tenantId), lte(phoneNumbers.id, String(upTo)))),
  ],
};
