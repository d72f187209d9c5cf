import { orderDocs } from "#acquisition/orders/openapi";
import { regulatoryDocs } from "#acquisition/regulatory/openapi";
import { reservationDocs } from "#acquisition/reservations/openapi";
import { searchDocs } from "#acquisition/search/openapi";
import { eventArchiveDocs } from "#events/archive/openapi";
import { liveDocs } from "#events/live/openapi";
import { eventDocs } from "#events/log/openapi";
import { webhookDocs } from "#events/webhook-endpoints/openapi";
import { findingDocs } from "#findings/openapi";
import { agentDocs } from "#inventory/agents/openapi";
import { assignmentDocs } from "#inventory/assignments/openapi";
import { bulkDocs } from "#inventory/bulk-jobs/openapi";
import { numberDocs } from "#inventory/phone-numbers/openapi";
import { routingDocs } from "#inventory/routing/openapi";
import { transferDocs } from "#inventory/transfers/openapi";
import { healthDocs } from "#operations/health/openapi";
import { jobDocs } from "#operations/job-runs/openapi";
import { readinessDocs } from "#operations/readiness/openapi";
import { syncDocs } from "#operations/sync/openapi";
import { orphanDocs } from "#operations/sync/orphan-openapi";
import { tenantDocs } from "#tenants/openapi";
import { callDocs } from "#traffic/calls/openapi";
import { messageDocs } from "#traffic/messages/openapi";
import { usageDocs } from "#traffic/usage/openapi";

/** The texts and examples of every operation. */
export const references = [
  orderDocs,
  regulatoryDocs,
  reservationDocs,
  searchDocs,
  eventArchiveDocs,
  liveDocs,
  eventDocs,
  webhookDocs,
  findingDocs,
  agentDocs,
  assignmentDocs,
  bulkDocs,
  numberDocs,
  routingDocs,
  transferDocs,
  healthDocs,
  jobDocs,
  readinessDocs,
  syncDocs,
  orphanDocs,
  tenantDocs,
  callDocs,
  messageDocs,
  usageDocs,
];
