import { accountDocs } from "#acquisition/account/openapi";
import { importDocs } from "#acquisition/imports/openapi";
import { orderDocs } from "#acquisition/orders/openapi";
import { regulatoryDocs } from "#acquisition/regulatory/openapi";
import { reservationDocs } from "#acquisition/reservations/openapi";
import { searchDocs } from "#acquisition/search/openapi";
import { transferDocs } from "#acquisition/transfers/openapi";
import { trunkNumberDocs } from "#acquisition/trunk-numbers/openapi";
import { carrierAccountDocs } from "#connections/carrier-accounts/openapi";
import { sipPresetDocs } from "#connections/sip-presets/openapi";
import { sipTrunkDocs } from "#connections/sip-trunks/openapi";
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
import { healthDocs } from "#operations/health/openapi";
import { jobDocs } from "#operations/job-runs/openapi";
import { moveDocs } from "#operations/moves/openapi";
import { readinessDocs } from "#operations/readiness/openapi";
import { syncDocs } from "#operations/sync/openapi";
import { orphanDocs } from "#operations/sync/orphan-openapi";
import { portingDocumentDocs } from "#porting/documents/openapi";
import { portabilityDocs } from "#porting/portability-checks/openapi";
import { preflightDocs } from "#porting/preflight/openapi";
import { portingReasonDocs } from "#porting/reasons/openapi";
import { portingBoardDocs } from "#porting/requests/board-openapi";
import { allowedDateDocs } from "#porting/requests/date-openapi";
import { portingNumberDocs } from "#porting/requests/number-openapi";
import { portingRequestDocs } from "#porting/requests/openapi";
import { portingTimelineDocs } from "#porting/requests/timeline-openapi";
import { portingTransitionDocs } from "#porting/requests/transition-openapi";
import { portingShareLinkDocs } from "#porting/share-links/openapi";
import { sessionDocs } from "#sessions/openapi";
import { tenantDocs } from "#tenants/openapi";
import { callDocs } from "#traffic/calls/openapi";
import { messageDocs } from "#traffic/messages/openapi";
import { testCallDocs } from "#traffic/test-calls/openapi";
import { usageDocs } from "#traffic/usage/openapi";

/** The texts and examples of every operation. */
export const references = [
  orderDocs,
  importDocs,
  portingRequestDocs,
  portingNumberDocs,
  preflightDocs,
  portingDocumentDocs,
  portingShareLinkDocs,
  portabilityDocs,
  portingReasonDocs,
  allowedDateDocs,
  portingTimelineDocs,
  portingTransitionDocs,
  portingBoardDocs,
  regulatoryDocs,
  reservationDocs,
  searchDocs,
  sipTrunkDocs,
  trunkNumberDocs,
  sipPresetDocs,
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
  moveDocs,
  sessionDocs,
  accountDocs,
  carrierAccountDocs,
  callDocs,
  messageDocs,
  testCallDocs,
  usageDocs,
];
