import { shell } from "../strings/shell";

/** A page of the main navigation. */
export interface NavPage {
  /** Below /console. */
  readonly to: string;
  readonly label: string;
  /** The key after G that goes here. */
  readonly key?: string;
  /** The scope without which the page shows nothing. Missing: every key may see it. */
  readonly scope?: string;
}

interface NavGroup {
  readonly label: string | null;
  readonly pages: readonly NavPage[];
}

const { pages, groups } = shell;

/** The pages of a tenant, in the order of the navigation. */
export const tenantNavigation: readonly NavGroup[] = [
  { label: null, pages: [{ to: "/", label: pages.overview, key: "o" }] },
  {
    label: groups.numbers,
    pages: [
      { to: "/numbers", label: pages.numbers, key: "n", scope: "numbers:read" },
      { to: "/start", label: pages.start, scope: "numbers:read" },
      { to: "/buy", label: pages.buy, key: "s", scope: "numbers:read" },
      { to: "/reservations", label: pages.reservations, key: "r", scope: "numbers:read" },
      { to: "/orders", label: pages.orders, key: "d", scope: "numbers:read" },
      { to: "/bulk-jobs", label: pages.bulk, key: "b", scope: "numbers:read" },
      { to: "/agents", label: pages.agents, key: "a", scope: "agents:read" },
      { to: "/regulatory", label: pages.regulatory, key: "y", scope: "numbers:read" },
      { to: "/porting", label: pages.porting, key: "p", scope: "porting:read" },
    ],
  },
  {
    label: groups.calls,
    pages: [
      { to: "/calls", label: pages.calls, key: "c", scope: "calls:read" },
      { to: "/messages", label: pages.messages, key: "m", scope: "calls:read" },
    ],
  },
  {
    label: groups.connections,
    pages: [
      { to: "/trunks", label: pages.trunks, key: "t", scope: "trunks:read" },
      { to: "/accounts", label: pages.accounts, key: "w", scope: "accounts:read" },
    ],
  },
  {
    label: groups.develop,
    pages: [
      { to: "/events", label: pages.events, key: "e", scope: "events:read" },
      { to: "/webhooks", label: pages.webhooks, key: "h", scope: "webhooks:read" },
      { to: "/keys", label: pages.keys, key: "k", scope: "keys:read" },
    ],
  },
  {
    label: groups.operate,
    pages: [
      { to: "/findings", label: pages.findings, key: "f", scope: "numbers:read" },
      { to: "/usage", label: pages.usage, key: "u", scope: "numbers:read" },
      { to: "/settings", label: pages.settings, key: "," },
    ],
  },
];

/** The pages of the platform's operator while acting for no tenant. */
export const platformNavigation: readonly NavGroup[] = [
  { label: null, pages: [{ to: "/", label: pages.overview, key: "o" }] },
  {
    label: groups.platform,
    pages: [
      { to: "/tenants", label: pages.tenants, key: "t" },
      { to: "/board", label: pages.board, key: "p" },
      { to: "/regulatory", label: pages.regulatory, key: "r" },
      { to: "/findings", label: pages.findings, key: "f" },
      { to: "/jobs", label: pages.jobs, key: "j" },
      { to: "/sync", label: pages.sync, key: "y" },
      { to: "/health", label: pages.health, key: "h" },
      { to: "/keys", label: pages.keys, key: "k" },
      { to: "/settings", label: pages.settings, key: "," },
    ],
  },
];
