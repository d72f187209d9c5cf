import { tenantRows } from "#kernel/db/tenant-rows";
import { discardObjectsWhere } from "./discarded-objects";
import { portingDocuments } from "./table";

/** A tenant's documents of porting requests. Their contents are deleted with them. */
export const portingDocumentsOfTenant = tenantRows("porting_documents", portingDocuments, [portingDocuments.id], {
  before: (db, condition) => [discardObjectsWhere(db, condition)],
});
