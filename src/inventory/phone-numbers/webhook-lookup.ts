import { and, eq, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import type { NumberStatus } from "./lifecycle";
import { phoneNumbers } from "./table";

/** Reads for when a call or a message comes in: unexecuted, for the one round trip of a door. */

/** A number that was lost may ring all the same; one that was suspended before is suspended still. */
const statusForWebhook = sql<NumberStatus>`iif(${phoneNumbers.status} = 'lost' and ${phoneNumbers.lostSuspended}, 'suspended', ${phoneNumbers.status})`;

/** What a door needs to know of its number, unexecuted: nothing when the tenant has no such number. */
export const numberForWebhook = (db: Database, tenantId: string, id: string) =>
  db
    .select({
      id: phoneNumbers.id,
      e164: phoneNumbers.e164,
      status: statusForWebhook,
      agentId: phoneNumbers.agentId,
      smsForwardTo: phoneNumbers.smsForwardTo,
    })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.tenantId, tenantId)));
