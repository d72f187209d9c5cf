import { tenantRows } from "#kernel/db/tenant-rows";
import { usageDaily, webhookRefusals } from "./table";

/** A tenant's usage and its counts of refused webhooks. */
export const usageOfTenant = [
  tenantRows("usage_daily", usageDaily, [usageDaily.day, usageDaily.phoneNumberId, usageDaily.agentId]),
  tenantRows("webhook_refusals", webhookRefusals, [webhookRefusals.day, webhookRefusals.phoneNumberId]),
];
