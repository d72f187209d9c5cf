import { tenantRows } from "#kernel/db/tenant-rows";
import { portingShareLinks } from "./table";

/** A tenant's share links, which open nothing once their rows are gone. */
export const portingShareLinksOfTenant = tenantRows("porting_share_links", portingShareLinks, [portingShareLinks.id]);
