import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ownNumberFields } from "../pages/connections/own-number-search";
import { importJobFilters } from "../pages/imports/import-job-filters";
import { signedIn } from "./base-routes";
import { searchTexts } from "./search-texts";

const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts",
  component: lazyRouteComponent(() => import("../pages/accounts/accounts-page"), "AccountsPage"),
});

const newAccount = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/new",
  component: lazyRouteComponent(() => import("../pages/accounts/new-account-page"), "NewAccountPage"),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/$accountId",
  validateSearch: searchTexts("tab", ...ownNumberFields),
  component: lazyRouteComponent(() => import("../pages/accounts/account-page"), "AccountPage"),
});

const accountImport = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts/$accountId/import",
  component: lazyRouteComponent(() => import("../pages/imports/import-page"), "ImportPage"),
});

const importJobs = createRoute({
  getParentRoute: () => signedIn,
  path: "/import-jobs",
  validateSearch: searchTexts(...importJobFilters),
  component: lazyRouteComponent(() => import("../pages/imports/import-jobs-page"), "ImportJobsPage"),
});

const importJob = createRoute({
  getParentRoute: () => signedIn,
  path: "/import-jobs/$jobId",
  validateSearch: searchTexts("status"),
  component: lazyRouteComponent(() => import("../pages/imports/import-job-page"), "ImportJobPage"),
});

const trunks = createRoute({
  getParentRoute: () => signedIn,
  path: "/trunks",
  component: lazyRouteComponent(() => import("../pages/trunks/trunks-page"), "TrunksPage"),
});

const newTrunk = createRoute({
  getParentRoute: () => signedIn,
  path: "/trunks/new",
  component: lazyRouteComponent(() => import("../pages/trunks/new-trunk-page"), "NewTrunkPage"),
});

const trunk = createRoute({
  getParentRoute: () => signedIn,
  path: "/trunks/$trunkId",
  validateSearch: searchTexts("tab", ...ownNumberFields),
  component: lazyRouteComponent(() => import("../pages/trunks/trunk-page"), "TrunkPage"),
});

/** The pages of tenants' own Twilio accounts and SIP trunks. */
export const connections = [
  trunks,
  newTrunk,
  trunk,
  accounts,
  newAccount,
  account,
  accountImport,
  importJobs,
  importJob,
] as const;
