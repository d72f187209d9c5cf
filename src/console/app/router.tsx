import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { searchFields } from "../pages/buy/search-query";
import { eventFilters } from "../pages/events/event-filters";
import { findingFilters } from "../pages/findings/finding-filters";
import { numberFilters, numbersAt } from "../pages/numbers/number-filters";
import { boardFilters } from "../pages/port-board/board-filters";
import { portingFilters } from "../pages/porting/porting-filters";
import { root, signedIn, signIn } from "./base-routes";
import { connections } from "./connection-routes";
import { PageError } from "./page-error";
import { parseSearch, searchTexts, stringifySearch } from "./search-texts";
import { startPages } from "./start-pages";

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  component: lazyRouteComponent(() => import("../pages/overview/overview-page"), "OverviewPage"),
});

const findings = createRoute({
  getParentRoute: () => signedIn,
  path: "/findings",
  validateSearch: searchTexts(...findingFilters),
  component: lazyRouteComponent(() => import("../pages/findings/findings-page"), "FindingsPage"),
});

const finding = createRoute({
  getParentRoute: () => signedIn,
  path: "/findings/$id",
  component: lazyRouteComponent(() => import("../pages/findings/finding-page"), "FindingPage"),
});

const events = createRoute({
  getParentRoute: () => signedIn,
  path: "/events",
  validateSearch: searchTexts(...eventFilters),
  component: lazyRouteComponent(() => import("../pages/events/events-page"), "EventsPage"),
});

const eventArchives = createRoute({
  getParentRoute: () => signedIn,
  path: "/events/archives",
  component: lazyRouteComponent(() => import("../pages/events/archives-page"), "ArchivesPage"),
});

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("../pages/webhooks/webhooks-page"), "WebhooksPage"),
});

const webhook = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/$id",
  validateSearch: searchTexts("status", "type"),
  component: lazyRouteComponent(() => import("../pages/webhooks/webhook-page"), "WebhookPage"),
});

const webhookRefusals = createRoute({
  getParentRoute: () => signedIn,
  path: "/webhooks/refusals",
  component: lazyRouteComponent(() => import("../pages/webhooks/refusals-page"), "RefusalsPage"),
});

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: "/keys",
  component: lazyRouteComponent(() => import("../pages/keys/keys-page"), "KeysPage"),
});

const usage = createRoute({
  getParentRoute: () => signedIn,
  path: "/usage",
  validateSearch: searchTexts("from", "to", "by", "costs"),
  component: lazyRouteComponent(() => import("../pages/usage/usage-page"), "UsagePage"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  component: lazyRouteComponent(() => import("../pages/settings/settings-page"), "SettingsPage"),
});

const tenants = createRoute({
  getParentRoute: () => signedIn,
  path: "/tenants",
  validateSearch: searchTexts("status"),
  component: lazyRouteComponent(() => import("../pages/tenants/tenants-page"), "TenantsPage"),
});

const tenant = createRoute({
  getParentRoute: () => signedIn,
  path: "/tenants/$id",
  component: lazyRouteComponent(() => import("../pages/tenants/tenant-page"), "TenantPage"),
});

const jobs = createRoute({
  getParentRoute: () => signedIn,
  path: "/jobs",
  validateSearch: searchTexts("job", "status", "run"),
  component: lazyRouteComponent(() => import("../pages/jobs/jobs-page"), "JobsPage"),
});

const syncs = createRoute({
  getParentRoute: () => signedIn,
  path: "/sync",
  validateSearch: searchTexts("status", "carrier_account_id"),
  component: lazyRouteComponent(() => import("../pages/sync/syncs-page"), "SyncsPage"),
});

const sync = createRoute({
  getParentRoute: () => signedIn,
  path: "/sync/$id",
  validateSearch: searchTexts("kind"),
  component: lazyRouteComponent(() => import("../pages/sync/sync-page"), "SyncPage"),
});

const health = createRoute({
  getParentRoute: () => signedIn,
  path: "/health",
  component: lazyRouteComponent(() => import("../pages/health/health-page"), "HealthPage"),
});

/** Pages of everything that the platform saw and did. */
const operations = [
  findings,
  finding,
  events,
  eventArchives,
  webhooks,
  webhook,
  webhookRefusals,
  keys,
  usage,
  settings,
] as const;

/** The pages of the platform's operator. */
const platform = [tenants, tenant, jobs, syncs, sync, health] as const;

const numbers = createRoute({
  getParentRoute: () => signedIn,
  path: "/numbers",
  validateSearch: searchTexts(...numberFilters),
  beforeLoad: ({ search }) => startPages(numbersAt(search)),
  component: lazyRouteComponent(() => import("../pages/numbers/numbers-page"), "NumbersPage"),
});

const buy = createRoute({
  getParentRoute: () => signedIn,
  path: "/buy",
  validateSearch: searchTexts(...searchFields),
  component: lazyRouteComponent(() => import("../pages/buy/buy-page"), "BuyPage"),
});

const regulatory = createRoute({
  getParentRoute: () => signedIn,
  path: "/regulatory",
  validateSearch: searchTexts("country", "type"),
  component: lazyRouteComponent(() => import("../pages/regulatory/regulatory-page"), "RegulatoryPage"),
});

const reservations = createRoute({
  getParentRoute: () => signedIn,
  path: "/reservations",
  validateSearch: searchTexts("status", "phone_number"),
  component: lazyRouteComponent(() => import("../pages/reservations/reservations-page"), "ReservationsPage"),
});

const orders = createRoute({
  getParentRoute: () => signedIn,
  path: "/orders",
  validateSearch: searchTexts("status"),
  component: lazyRouteComponent(() => import("../pages/orders/orders-page"), "OrdersPage"),
});

const order = createRoute({
  getParentRoute: () => signedIn,
  path: "/orders/$orderId",
  component: lazyRouteComponent(() => import("../pages/orders/order-page"), "OrderPage"),
});

const agents = createRoute({
  getParentRoute: () => signedIn,
  path: "/agents",
  validateSearch: searchTexts("kind"),
  component: lazyRouteComponent(() => import("../pages/agents/agents-page"), "AgentsPage"),
});

const newAgent = createRoute({
  getParentRoute: () => signedIn,
  path: "/agents/new",
  component: lazyRouteComponent(() => import("../pages/agents/new-agent-page"), "NewAgentPage"),
});

const agent = createRoute({
  getParentRoute: () => signedIn,
  path: "/agents/$agentId",
  validateSearch: searchTexts("check"),
  component: lazyRouteComponent(() => import("../pages/agents/agent-page"), "AgentPage"),
});

const start = createRoute({
  getParentRoute: () => signedIn,
  path: "/start",
  validateSearch: searchTexts("number", "agent"),
  component: lazyRouteComponent(() => import("../pages/start/start-page"), "StartPage"),
});

const acquisition = [buy, regulatory, reservations, orders, order, agents, newAgent, agent, start] as const;

const numbersCsv = createRoute({
  getParentRoute: () => signedIn,
  path: "/numbers/csv",
  component: lazyRouteComponent(() => import("../pages/numbers/csv-page"), "CsvPage"),
});

const number = createRoute({
  getParentRoute: () => signedIn,
  path: "/numbers/$id",
  validateSearch: searchTexts("tab", "call", "message", "at"),
  component: lazyRouteComponent(() => import("../pages/number/number-page"), "NumberPage"),
});

const bulkJobs = createRoute({
  getParentRoute: () => signedIn,
  path: "/bulk-jobs",
  validateSearch: searchTexts("status"),
  component: lazyRouteComponent(() => import("../pages/bulk-jobs/bulk-jobs-page"), "BulkJobsPage"),
});

const bulkJob = createRoute({
  getParentRoute: () => signedIn,
  path: "/bulk-jobs/$id",
  validateSearch: searchTexts("items"),
  component: lazyRouteComponent(() => import("../pages/bulk-jobs/bulk-job-page"), "BulkJobPage"),
});

const calls = createRoute({
  getParentRoute: () => signedIn,
  path: "/calls",
  validateSearch: searchTexts(
    "phone_number_id",
    "agent_id",
    "from",
    "status",
    "created_after",
    "created_before",
    "call",
  ),
  component: lazyRouteComponent(() => import("../pages/calls/calls-page"), "CallsPage"),
});

const callRoute = createRoute({
  getParentRoute: () => signedIn,
  path: "/calls/$id",
  component: lazyRouteComponent(() => import("../pages/calls/call-page"), "CallPage"),
});

const messages = createRoute({
  getParentRoute: () => signedIn,
  path: "/messages",
  validateSearch: searchTexts(
    "phone_number_id",
    "from",
    "status",
    "direction",
    "created_after",
    "created_before",
    "message",
  ),
  component: lazyRouteComponent(() => import("../pages/messages/messages-page"), "MessagesPage"),
});

const message = createRoute({
  getParentRoute: () => signedIn,
  path: "/messages/$id",
  component: lazyRouteComponent(() => import("../pages/messages/message-page"), "MessagePage"),
});

const inventory = [numbers, numbersCsv, number, bulkJobs, bulkJob] as const;
const traffic = [calls, callRoute, messages, message] as const;

const porting = createRoute({
  getParentRoute: () => signedIn,
  path: "/porting",
  validateSearch: searchTexts(...portingFilters),
  component: lazyRouteComponent(() => import("../pages/porting/porting-page"), "PortingPage"),
});

const portingNew = createRoute({
  getParentRoute: () => signedIn,
  path: "/porting/new",
  component: lazyRouteComponent(() => import("../pages/porting-edit/new-page"), "NewPage"),
});

const portingCheck = createRoute({
  getParentRoute: () => signedIn,
  path: "/porting/check",
  component: lazyRouteComponent(() => import("../pages/porting-check/check-page"), "CheckPage"),
});

const portingCheckResult = createRoute({
  getParentRoute: () => signedIn,
  path: "/porting/checks/$id",
  component: lazyRouteComponent(() => import("../pages/porting-check/check-result-page"), "CheckResultPage"),
});

const portingRequest = createRoute({
  getParentRoute: () => signedIn,
  path: "/porting/$id",
  component: lazyRouteComponent(() => import("../pages/porting-request/request-page"), "RequestPage"),
});

const portingEdit = createRoute({
  getParentRoute: () => signedIn,
  path: "/porting/$id/edit",
  validateSearch: searchTexts("step"),
  component: lazyRouteComponent(() => import("../pages/porting-edit/edit-page"), "EditPage"),
});

const portBoard = createRoute({
  getParentRoute: () => signedIn,
  path: "/board",
  validateSearch: searchTexts(...boardFilters),
  component: lazyRouteComponent(() => import("../pages/port-board/board-page"), "BoardPage"),
});

const ports = [porting, portingNew, portingCheck, portingCheckResult, portingRequest, portingEdit, portBoard] as const;

export const router = createRouter({
  basepath: "/console",
  routeTree: root.addChildren([
    signIn,
    signedIn.addChildren([
      overview,
      ...operations,
      ...platform,
      ...acquisition,
      ...connections,
      ...inventory,
      ...traffic,
      ...ports,
    ]),
  ]),
  defaultErrorComponent: PageError,
  defaultPreload: "intent",
  // The page of another thing begins anew: no draft and no row of the one before is on it.
  defaultRemountDeps: ({ params }) => params,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
