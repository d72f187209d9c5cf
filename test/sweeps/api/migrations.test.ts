import { env } from "cloudflare:workers";
import { getTableColumns, getTableName } from "drizzle-orm";
import { expect, test } from "vitest";
import { agentChecks, agents } from "../src/agents/table";
import { assignments } from "../src/assignments/table";
import { bulkItems, bulkJobs } from "../src/bulk/table";
import { calls, forgottenCalls } from "../src/calls/table";
import { carrierOutcomes } from "../src/carriers/table";
import { bundleStates, messagingRegistrations, messagingRounds, numberPapers } from "../src/compliance/table";
import { eventArchives } from "../src/event-archive/table";
import { eventSeals, events } from "../src/events/table";
import { findings } from "../src/findings/table";
import { healthProbes } from "../src/health/table";
import { idempotencyKeys } from "../src/idempotency/table";
import { jobLeases, jobRuns } from "../src/job-runs/table";
import { liveFeeds } from "../src/live/table";
import { forgottenMessages, messages } from "../src/messages/table";
import {
  numberDigits,
  numberShelves,
  numberTransfers,
  offlineCounts,
  phoneNumbers,
  shelvedNumbers,
} from "../src/numbers/table";
import { orderItems, orders } from "../src/orders/table";
import { numberReadiness, readinessDue } from "../src/readiness/table";
import { regulatoryClaims, regulatoryDefaults } from "../src/regulatory/table";
import { reservations } from "../src/reservations/table";
import { routingPlanAgents, routingPlans } from "../src/routing/table";
import { syncAbsences, syncDifferences, syncRepairs, syncRuns, syncSeen } from "../src/sync/table";
import { apiKeys, tenants } from "../src/tenants/table";
import { usageDaily, webhookRefusals } from "../src/usage/table";
import { webhookEndpoints } from "../src/webhooks/table";

const tables = {
  agentChecks,
  agents,
  apiKeys,
  assignments,
  bulkItems,
  bulkJobs,
  bundleStates,
  eventArchives,
  eventSeals,
  calls,
  carrierOutcomes,
  events,
  findings,
  forgottenCalls,
  forgottenMessages,
  healthProbes,
  idempotencyKeys,
  jobLeases,
  jobRuns,
  numberDigits,
  numberReadiness,
  numberShelves,
  offlineCounts,
  liveFeeds,
  messages,
  messagingRegistrations,
  messagingRounds,
  numberPapers,
  numberTransfers,
  orderItems,
  orders,
  phoneNumbers,
  readinessDue,
  regulatoryClaims,
  regulatoryDefaults,
  reservations,
  routingPlanAgents,
  routingPlans,
  shelvedNumbers,
  syncAbsences,
  syncDifferences,
  syncRepairs,
  syncRuns,
  syncSeen,
  tenants,
  webhookEndpoints,
  usageDaily,
  webhookRefusals,
};

test("every table of the migrations is one of drizzle's, and the other way round", async () => {
  const { results } = await env.DB.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_cf_%' escape '\\' and name <> 'd1_migrations'",
  ).all<{ name: string }>();
  expect(results.map(({ name }) => name).sort()).toEqual(Object.values(tables).map(getTableName).sort());
});

test.for(Object.values(tables).map((table) => [getTableName(table), table] as const))(
  "drizzle's columns of %s are the database's: name, order, type and null",
  async ([name, table]) => {
    const { results } = await env.DB.prepare(`pragma table_info(${name})`).all<{
      name: string;
      type: string;
      notnull: number;
      pk: number;
    }>();
    const inDatabase = results.map(({ name: column, type, notnull, pk }) => ({
      column,
      type,
      notNull: notnull === 1 || pk > 0,
    }));
    const inCode = Object.values(getTableColumns(table)).map((column) => ({
      column: column.name,
      type: column.getSQLType().toUpperCase(),
      notNull: column.notNull || column.primary,
    }));
    expect(inDatabase).toEqual(inCode);
    expect(inDatabase.length).toBeGreaterThanOrEqual(2);
  },
);
