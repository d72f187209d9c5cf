import { afterEach, describe, expect, test, vi } from "vitest";
import { mayUse } from "../../src/console/api/session";
import { keepSession } from "../../src/console/api/session-state";
import { queryClient } from "../../src/console/app/query-client";
import { switchTenant } from "../../src/console/app/switch-tenant";
import { timeLeft } from "../../src/console/components/time-left";
import { isUnder, stalePathsOf } from "../../src/console/live/stale-paths";
import { limitOf, orderOf, whyNotBuy } from "../../src/console/pages/buy/use-quote";
import { fits } from "../../src/console/pages/events/event-filters";
import { importBody, standsFor } from "../../src/console/pages/imports/import-body";
import { bulkBody, MAX_JOB_NUMBERS } from "../../src/console/pages/numbers/bulk-actions";
import { readIds } from "../../src/console/pages/numbers/use-numbers";
import {
  actorOf,
  isOver,
  isWaitingForCustomer,
  openStatuses,
  requestStatuses,
} from "../../src/console/pages/porting/request-status";
import {
  type Finding,
  findingsAt,
  openCountOf,
  type Requirement,
  refusedAt,
  stepOfPointer,
  stepOfRequirement,
} from "../../src/console/pages/porting-edit/edit-steps";
import { buyTexts } from "../../src/console/strings/buy";

/** The decisions of the console on which money, data and other tenants depend. */

const json = (body: unknown, status = 200) => Response.json(body, { status });

afterEach(() => {
  vi.unstubAllGlobals();
  queryClient.clear();
  keepSession(null);
});

describe("a session", () => {
  test("may use an operation with its scope or the write scope above it, and none with a scope below it", () => {
    const session = { scopes: ["numbers:write", "calls:read"] };
    const asked = ["numbers:write", "numbers:read", "calls:read", "calls:write", "agents:read", "admin"];
    expect(asked.filter((scope) => mayUse(session, scope))).toEqual(["numbers:write", "numbers:read", "calls:read"]);
  });

  test("that acts for another tenant forgets all that the page read for the one before, after leaving it", async () => {
    const other = { id: "ses_1", csrf_token: "new", tenant: { id: "ten_other" } };
    const seen: string[] = [];
    vi.stubGlobal("fetch", async (url: string, { method, body }: RequestInit) => {
      seen.push(`${method} ${url} ${body}`);
      return json(other);
    });
    queryClient.setQueryData(["/v1/session"], { tenant: { id: "ten_acme" } });
    queryClient.setQueryData(["/v1/phone-numbers"], { data: ["+14155550100"] });
    queryClient.setQueryData(["calm", "/v1/usage"], { data: [1] });
    let before: unknown;
    await switchTenant("ten_other", async () => {
      before = queryClient.getQueryData(["/v1/phone-numbers"]);
    });
    expect(seen).toEqual(['PATCH /v1/session {"tenant_id":"ten_other"}']);
    expect(before).toBeDefined();
    const left = queryClient.getQueryCache().getAll();
    expect(left.map(({ queryKey, state }) => [queryKey, state.data])).toEqual([[["/v1/session"], other]]);
  });
});

describe("the cart", () => {
  const usd = (amount: string) => ({ amount, currency: "USD" });
  const failure = { code: "number_unavailable", detail: "It is gone." } as const;

  test("is bought for no more than the price that was shown, and with no limit if that is not one known sum", () => {
    const items = [{ monthly_price: usd("1.15") }, { monthly_price: usd("1.15") }];
    expect(limitOf({ items, monthly_cost: [usd("2.30")] })).toEqual(usd("2.30"));
    expect(limitOf({ items: [...items, { monthly_price: null }], monthly_cost: [usd("2.30")] })).toBeUndefined();
    expect(limitOf({ items, monthly_cost: [usd("1.15"), { amount: "1.00", currency: "EUR" }] })).toBeUndefined();
  });

  test("is not bought before its price is there, nor with an obstacle", () => {
    expect(whyNotBuy(undefined, false)).toBe(buyTexts.waitForQuote);
    expect(whyNotBuy({ obstacles: [failure] }, false)).toBe(buyTexts.refused);
    expect(whyNotBuy({ obstacles: [] }, true)).toBe(buyTexts.blocked);
    expect(whyNotBuy({ obstacles: [] }, false)).toBeNull();
  });

  test("orders its numbers, with the settings that were filled in", () => {
    const items = [{ phone_number: "+14155550150", place: "San Francisco", search: null }];
    const cart = (settings: Parameters<typeof orderOf>[0]["settings"]) => ({ items, settings, idempotencyKey: "k" });
    expect(orderOf(cart({ agent_id: undefined, friendly_name: "", tags: [] }))).toEqual({
      items: [{ phone_number: "+14155550150" }],
    });
    expect(orderOf(cart({ agent_id: "agt_1", tags: ["vip"] })).configuration).toEqual({
      agent_id: "agt_1",
      tags: ["vip"],
    });
  });
});

test("a hold's countdown shows each second that is left, warns in the last minute, and ends at zero", () => {
  const at = (until: string) => timeLeft(until, Date.parse("2026-11-29T22:00:00Z"));
  expect(at("2026-11-29T22:15:00Z")).toEqual({ seconds: 900, text: "15:00", isEnding: false });
  expect(at("2026-11-29T22:01:00Z")).toEqual({ seconds: 60, text: "1:00", isEnding: false });
  expect(at("2026-11-29T22:00:58.200Z")).toEqual({ seconds: 59, text: "0:59", isEnding: true });
  expect(at("2026-11-29T22:00:00.001Z").text).toBe("0:01");
  expect(at("2026-11-29T21:59:00Z")).toEqual({ seconds: 0, text: "0:00", isEnding: true });
});

describe("an import", () => {
  test("names the chosen numbers or all, and what may be replaced", () => {
    const none = { agentId: null, tags: [], overwrite: [] };
    expect(importBody(new Set(["PN1", "PN2"]), none)).toEqual({ phone_numbers: ["PN1", "PN2"] });
    expect(importBody("all", { agentId: "agt_1", tags: ["old"], overwrite: ["trunk"] })).toEqual({
      all: true,
      configuration: { agent_id: "agt_1", tags: ["old"] },
      overwrite: ["trunk"],
    });
  });

  test("runs only after a preview of this very request", () => {
    const [some, others] = [new Set(["PN1"]), new Set(["PN1", "PN2"])].map((chosen) =>
      JSON.stringify(importBody(chosen, { agentId: null, tags: [], overwrite: [] })),
    );
    const preview = { jobId: "imj_1", request: String(some) };
    expect(standsFor(preview, String(some))).toBe(true);
    expect(standsFor(preview, String(others))).toBe(false);
    expect(standsFor(null, String(some))).toBe(false);
  });
});

describe("a bulk action", () => {
  const none = { agentId: null, tags: [], isForced: false };

  test("is not sent before its choice is made, and forces nothing by itself", () => {
    expect(bulkBody("assign", ["num_1"], none)).toBeNull();
    expect(bulkBody("tag", ["num_1"], none)).toBeNull();
    expect(bulkBody("assign", ["num_1"], { ...none, agentId: "agt_1" })).toEqual({
      ...{ action: "assign", phone_numbers: ["num_1"], agent_id: "agt_1" },
    });
    expect(bulkBody("untag", ["num_1"], { ...none, tags: ["a"] })).toMatchObject({ action: "untag", tags: ["a"] });
    expect(bulkBody("release", ["num_1"], none)).toEqual({ action: "release", phone_numbers: ["num_1"] });
    expect(bulkBody("release", ["num_1"], { ...none, isForced: true })).toMatchObject({ force: true });
    expect(bulkBody("suspend", ["num_1"], { ...none, isForced: true })).not.toHaveProperty("force");
  });

  test("on all numbers of the filters reads every page with them, up to the most that a job takes", async () => {
    const pages = [["num_1", "num_2"], ["num_3", "num_4"], ["num_5"]];
    const seen: URLSearchParams[] = [];
    vi.stubGlobal("fetch", async (url: string) => {
      const query = new URL(url, "http://console").searchParams;
      seen.push(query);
      const at = Number(query.get("cursor") ?? 0);
      const data = (pages[at] ?? []).slice(0, Number(query.get("limit"))).map((id) => ({ id }));
      return json({ data, next_cursor: at + 1 < pages.length ? String(at + 1) : null });
    });
    const all = await readIds({ status: "active" }, MAX_JOB_NUMBERS);
    expect(all).toEqual({ ids: ["num_1", "num_2", "num_3", "num_4", "num_5"], isComplete: true });
    expect(seen.map((query) => [query.get("status"), query.get("cursor")])).toEqual([
      ["active", null],
      ["active", "1"],
      ["active", "2"],
    ]);
    expect(await readIds({ status: "active" }, 3)).toEqual({ ids: ["num_1", "num_2", "num_3"], isComplete: false });
  });
});

describe("a port", () => {
  const source = { title: "A source", url: "https://example.com" };
  const finding = (pointer: string, severity: Finding["severity"]): Finding => ({
    ...{
      rule: "pin_is_placeholder",
      severity,
      pointer,
      detail: pointer,
      fix: null,
      change: null,
      phone_numbers: [],
      source,
    },
  });
  const requirement = (change: Partial<Requirement>): Requirement => ({
    ...{ id: "pin", kind: "field", pointer: "/pin", title: "PIN", acceptance_criteria: "", example: "", detail: null },
    status: "provided",
    ...change,
  });
  const request = {
    preflight: {
      ...{ score: 70, split: null, checked_at: "2026-11-29T22:00:00Z" },
      findings: [
        finding("/service_address/city", "error"),
        finding("/service_address", "warning"),
        finding("/service_address_2", "info"),
        finding("/pin", "info"),
      ],
    },
    requirements: [
      requirement({ status: "rejected" }),
      requirement({ kind: "document", pointer: "/bill", id: "bill", status: "rejected" }),
      requirement({ pointer: "/account_number", id: "account_number" }),
    ],
  };

  test("shows each finding of the check at its field and those within it, and at no field of a like name", () => {
    const at = (pointer: string) => findingsAt(request, pointer).map(({ detail }) => detail);
    expect(at("/service_address")).toEqual(["/service_address/city", "/service_address"]);
    expect(at("/pin")).toEqual(["/pin"]);
    expect(findingsAt({ ...request, preflight: null }, "/pin")).toEqual([]);
  });

  test("counts in each step the errors, warnings and refusals that are left", () => {
    expect(openCountOf(request, "address")).toBe(2);
    expect(openCountOf(request, "account")).toBe(1);
    expect(openCountOf(request, "documents")).toBe(0);
    expect(refusedAt(request, "/pin").map(({ id }) => id)).toEqual(["pin"]);
    expect(refusedAt(request, "/account_number")).toEqual([]);
  });

  test("leads from a field or a document to its step", () => {
    expect(stepOfPointer("/desired/day")).toBe("date");
    expect(stepOfPointer("/something_new")).toBe("review");
    expect(stepOfRequirement(requirement({ kind: "document", pointer: "/customer" }))).toBe("documents");
    expect(stepOfRequirement(requirement({ pointer: "/customer/name" }))).toBe("account");
  });

  test("is in one part of its life, and waits for its customer where only that one can go on", () => {
    expect(requestStatuses.filter(isOver)).toEqual(["completed", "partial", "canceled", "expired"]);
    expect([...openStatuses, "draft"].toSorted()).toEqual(requestStatuses.filter((each) => !isOver(each)).toSorted());
    expect(requestStatuses.filter(isWaitingForCustomer)).toEqual([
      "draft",
      "awaiting_signature",
      "exception",
      "partial",
    ]);
    expect(actorOf("in_process")).toBe("losing_carrier");
  });
});

describe("what an event makes out of date", () => {
  test("is its own lists and those that show the thing, and every event the log", () => {
    expect(stalePathsOf("reservation.created")).toEqual(["/v1/events", "/v1/reservations", "/v1/orders/quote"]);
    expect(stalePathsOf("order.completed")).toContain("/v1/phone-numbers");
    expect(stalePathsOf("tenant.suspended")).toContain("/v1/session");
    expect(stalePathsOf("something.new")).toEqual(["/v1/events"]);
  });

  test("is all below a path, and no path of a like name", () => {
    expect(isUnder(["/v1/orders", "limit=5"], "/v1/orders")).toBe(true);
    expect(isUnder(["/v1/orders/ord_1"], "/v1/orders")).toBe(true);
    expect(isUnder(["/v1/orders-quotes"], "/v1/orders")).toBe(false);
    expect(isUnder(["calm", "/v1/orders"], "/v1/orders")).toBe(false);
  });
});

test("a new event counts in the list that its filters select", () => {
  const event = { type: "order.completed", subject: { id: "ord_1" } };
  expect(
    [{}, { type: "order.*" }, { type: "order.completed" }, { subject_id: "ord_1" }].map((each) => fits(event, each)),
  ).toEqual([true, true, true, true]);
  expect(
    [{ type: "order_item.*" }, { type: "order.failed" }, { subject_id: "ord_2" }, { created_before: "2020-01-01" }].map(
      (each) => fits(event, each),
    ),
  ).toEqual([false, false, false, false]);
  // A family of a longer name is another one.
  expect(fits({ type: "order_item.completed", subject: { id: "ord_1" } }, { type: "order.*" })).toBe(false);
});
