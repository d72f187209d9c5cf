import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { redirectAllowed } from "#tenants/queries";
import type { NumberStatus } from "./lifecycle";
import { phoneNumbers } from "./table";

/** Reads for webhooks of calls and messages, unexecuted: for the one round trip before the answer. */

/** A call to a lost number is handled as before the loss: a number that was suspended then stays suspended. */
const statusForWebhook = sql<NumberStatus>`iif(${phoneNumbers.status} = 'lost' and ${phoneNumbers.lostSuspended}, 'suspended', ${phoneNumbers.status})`;

/** 1 if TwiML of the tenant's own may answer the number's calls: it runs in the number's Twilio account. */
export const mayRedirectFor = (): SQL<0 | 1> =>
  sql`(${phoneNumbers.carrierAccountId} is not null or coalesce(${redirectAllowed(phoneNumbers.tenantId)}, 0))`;

/** The facts of a number that its webhooks need; no row if the tenant has no such number. */
export const numberForWebhook = (db: Database, tenantId: string, id: string) =>
  db
    .select({
      id: phoneNumbers.id,
      e164: phoneNumbers.e164,
      status: statusForWebhook,
      agentId: phoneNumbers.agentId,
      smsForwardTo: phoneNumbers.smsForwardTo,
      mayRedirect: mayRedirectFor().as("may_redirect"),
    })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.tenantId, tenantId)));
