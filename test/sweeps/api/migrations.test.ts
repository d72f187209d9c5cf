import { env } from "cloudflare:workers";
import { getTableColumns, getTableName } from "drizzle-orm";
import { expect, test } from "vitest";
import { importItems, importJobs, numberSnapshots } from "#acquisition/imports/table";
import { orderItems, orders } from "#acquisition/orders/table";
import { regulatoryClaims, regulatoryDefaults } from "#acquisition/regulatory/table";
import { reservations } from "#acquisition/reservations/table";
import { carrierOutcomes } from "#carriers/table";
import { carrierAccounts } from "#connections/carrier-accounts/table";
import { sipGateways, sipTrunks } from "#connections/sip-trunks/table";
import { eventArchives } from "#events/archive/table";
import { liveFeeds } from "#events/live/table";
import { eventSeals, events } from "#events/log/table";
import { webhookEndpoints } from "#events/webhook-endpoints/table";
import { findings } from "#findings/table";
import { idempotencyKeys } from "#idempotency/table";
import { agentChecks, agents } from "#inventory/agents/table";
import { assignments } from "#inventory/assignments/table";
import { bulkItems, bulkJobs } from "#inventory/bulk-jobs/table";
import { numberTransfers, offlineCounts, phoneNumbers, readinessQueue } from "#inventory/phone-numbers/table";
import { routingPlanAgents, routingPlans } from "#inventory/routing/table";
import {
  accountDocumentRounds,
  bundleStates,
  messagingRegistrations,
  messagingRounds,
  numberDocuments,
} from "#operations/compliance/table";
import { healthProbes } from "#operations/health/table";
import { jobIdleTimes, jobLeases, jobRuns } from "#operations/job-runs/table";
import { movingTenants, tenantMoves } from "#operations/moves/table";
import { numberReadiness, readinessWatermark } from "#operations/readiness/table";
import { syncAbsences, syncDifferences, syncRepairs, syncRuns, syncSeen } from "#operations/sync/table";
import { discardedObjects, portingDocuments } from "#porting/documents/table";
import { portabilityAnswers, portabilityChecks, portabilityItems } from "#porting/portability-checks/table";
import { portingEntries, portingNumbers, portingRequests } from "#porting/requests/table";
import { portingShareLinks } from "#porting/share-links/table";
import { sessions } from "#sessions/table";
import { apiKeys, subjectLeases, tenants } from "#tenants/table";
import { calls, recordedCalls } from "#traffic/calls/table";
import { messages, recordedMessages } from "#traffic/messages/table";
import { usageDaily, webhookRefusals } from "#traffic/usage/table";

const tables = {
  accountDocumentRounds,
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
  carrierAccounts,
  carrierOutcomes,
  events,
  findings,
  recordedCalls,
  recordedMessages,
  healthProbes,
  idempotencyKeys,
  importItems,
  importJobs,
  jobIdleTimes,
  jobLeases,
  jobRuns,
  numberReadiness,
  numberSnapshots,
  offlineCounts,
  liveFeeds,
  messages,
  messagingRegistrations,
  messagingRounds,
  numberDocuments,
  numberTransfers,
  orderItems,
  orders,
  phoneNumbers,
  discardedObjects,
  portingDocuments,
  portingShareLinks,
  portabilityAnswers,
  portabilityChecks,
  portabilityItems,
  portingEntries,
  portingNumbers,
  portingRequests,
  readinessQueue,
  readinessWatermark,
  regulatoryClaims,
  regulatoryDefaults,
  reservations,
  routingPlanAgents,
  routingPlans,
  sipGateways,
  sipTrunks,
  syncAbsences,
  syncDifferences,
  syncRepairs,
  syncRuns,
  syncSeen,
  sessions,
  tenantMoves,
  movingTenants,
  subjectLeases,
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
