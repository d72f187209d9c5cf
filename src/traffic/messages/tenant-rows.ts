import { sql } from "drizzle-orm";
import { tenantRows } from "#kernel/db/tenant-rows";
import { expiredMessages, messages } from "./table";

/** A tenant's messages. Their carrier's ids stay, so that a replayed webhook makes no record anew. */
export const messagesOfTenant = tenantRows("messages", messages, [messages.createdAt, messages.id], {
  before: (db, condition) => [
    db
      .insert(expiredMessages)
      .select(sql`select ${messages.tenantId}, ${messages.carrierId} from ${messages} where ${condition}`)
      .onConflictDoNothing(),
  ],
});
