import { tenantRows } from "#kernel/db/tenant-rows";
import { messages } from "./table";

/** A tenant's messages. Their carrier's ids stay, so that a replayed webhook makes no record anew. */
export const messagesOfTenant = tenantRows("messages", messages, [messages.createdAt, messages.id]);
