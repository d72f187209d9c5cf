import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { requestStatuses } from "#porting/rules/states";
import { transitionNames, transitionOf } from "#porting/rules/transitions";
import type { Json } from "../../support/api";
import { interceptQueries } from "../../support/database";
import { moveNumber, portingRequest, transition } from "../../support/porting";
import { withTenant } from "../../support/seed";
import { countStatements } from "../../support/statements";

afterEach(() => {
  vi.restoreAllMocks();
});

const DAY = 24 * 60 * 60_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

/** Every field that a transition could need. */
const fields = () => ({
  foc: { at: inDays(5), window_end: null, time_zone: "America/Chicago" },
  reasons: [{ code: "location_mismatch" }],
});

const numberStatuses: Readonly<Record<string, string>> = {
  draft: "pending",
  submitted: "pending",
  awaiting_signature: "pending",
  foc_confirmed: "foc_confirmed",
  activating: "activating",
  completed: "ported",
  partial: "ported",
};

/** What a request in this status looks like. */
const standing = (status: string) => ({
  status,
  numberStatus: numberStatuses[status] ?? "submitted",
  focAt: status === "foc_confirmed" || status === "activating" ? Date.now() + 4 * DAY : null,
  exception:
    status === "exception" ? { reasons: [{ code: "other", detail: "?", phone_number: null }], since: 1 } : null,
});

const byOperators = transitionNames.filter(
  (name) => transitionOf(name).by.includes("operator") && name !== "submit" && name !== "resubmit",
);
const events = async ({ api }: Json, id: string): Promise<string[]> =>
  (await api.get(`/v1/events?subject_id=${id}&limit=200`)).body.data.map(({ type }: Json) => type).toReversed();

describe("every move from every status", () => {
  test.each(requestStatuses)("from %s: operators make what the table allows, and nothing else", async (status) => {
    const tenant = await withTenant();
    const refused = await portingRequest(tenant, standing(status));
    let illegal = 0;
    for (const name of byOperators) {
      const row = transitionOf(name);
      if (!row.from.includes(status)) {
        illegal += 1;
        const answer = await transition(refused.id, name, fields());
        expect(answer, name).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
        const legal = transitionNames.filter((each) => {
          const { from, by } = transitionOf(each);
          return from.includes(status) && by.includes("operator");
        });
        expect(answer.body.allowed_transitions, name).toEqual(legal);
        continue;
      }
      const { id } = await portingRequest(tenant, standing(status));
      const answer = await transition(id, name, fields());
      expect(answer, `${name}: ${JSON.stringify(answer.body)}`).toMatchObject({
        status: 200,
        body: { status: row.to },
      });
      expect(answer.headers.get("etag")).toBe('"2"');
      expect(await transition(id, name, fields()), `${name} again`).toMatchObject(
        // A date or exception has a new instant each time, so it is another move.
        row.requires?.includes("foc")
          ? { body: { status: expect.anything() } }
          : { status: 200, body: { status: row.to } },
      );
    }
    expect(illegal).toBeGreaterThan(0);
    expect(await events(tenant, refused.id)).toEqual(["porting_request.created"]);
    expect((await tenant.api.get(`/v1/porting-requests/${refused.id}`)).body.status).toBe(status);
  });

  test.each(requestStatuses)("from %s: customers cancel what the table allows", async (status) => {
    const tenant = await withTenant();
    const { id } = await portingRequest(tenant, standing(status));
    const name = status === "draft" ? "discard" : "request_cancellation";
    const { from, to } = transitionOf(name);
    const answer = await tenant.api.post(`/v1/porting-requests/${id}/cancel`);
    const isCanceling = status === "canceled" || status === "cancel_requested";
    const legal = from.includes(status) || isCanceling;
    expect(answer.status, JSON.stringify(answer.body)).toBe(legal ? 200 : 409);
    expect(legal ? answer.body.status : answer.body.code).toBe(
      isCanceling ? status : legal ? to : "illegal_transition",
    );
  });

  test("customers make no operator's move, whatever their scopes", async () => {
    const tenant = await withTenant();
    const { id, numbers } = await portingRequest(tenant);
    const path = `/v1/porting-requests/${id}`;
    for (const moving of [
      `${path}/transitions/start_processing`,
      `${path}/numbers/${numbers[0].id}/transitions/send`,
    ]) {
      expect(await tenant.api.post(moving, { reason: "Please." })).toMatchObject({
        status: 403,
        body: { code: "missing_scope" },
      });
    }
    const other = await withTenant();
    expect((await other.api.post(`${path}/cancel`)).status).toBe(404);
  });
});

describe("a move", () => {
  test("changes request, numbers, timeline and events together, and says who made it", async () => {
    const tenant = await withTenant();
    const { id } = await portingRequest(tenant, { numbers: 2, numberStatus: "submitted", status: "in_process" });
    const foc = { at: inDays(5), window_end: inDays(6), time_zone: "America/Chicago" };
    const { body } = await transition(id, "confirm_foc", { foc, reason: "Order 4711 is confirmed." });
    expect(body.foc).toEqual(foc);
    const { data } = (await tenant.api.get(`/v1/porting-requests/${id}/numbers`)).body;
    expect(data.map((number: Json) => [number.status, number.foc_at])).toEqual([
      ["foc_confirmed", foc.at],
      ["foc_confirmed", foc.at],
    ]);
    const log = (await tenant.api.get(`/v1/events?subject_id=${id}&limit=200`)).body.data.toReversed();
    expect(log.slice(1)).toMatchObject([
      {
        type: "porting_request.status_changed",
        actor: "admin",
        data: {
          status: "foc_confirmed",
          previous_status: "in_process",
          transition: "confirm_foc",
          reason: "Order 4711 is confirmed.",
        },
      },
      { type: "porting_request.foc_changed", data: { foc_at: foc.at, previous_foc_at: null } },
    ]);
    const [entry] = (
      await env.DB.prepare("select * from porting_entries where porting_request_id = ? order by id desc").bind(id).all()
    ).results;
    expect(entry).toMatchObject({ kind: "status_changed", actor_kind: "operator", visibility: "customer" });
    expect(entry?.detail).toContain("Order 4711 is confirmed.");
  });

  test("of a number is followed by the request", async () => {
    const tenant = await withTenant();
    const { id, numbers } = await portingRequest(tenant, {
      numbers: 2,
      numberStatus: "submitted",
      status: "in_process",
    });
    const rejection = { code: "passcode_pin_invalid", detail: "The PIN is that of another line." };
    const answer = await moveNumber(id, numbers[0].id, "reject", { rejection });
    expect(answer).toMatchObject({ status: 200, body: { status: "rejected", rejection } });
    const { body } = await tenant.api.get(`/v1/porting-requests/${id}`);
    expect(body).toMatchObject({
      status: "exception",
      exception: { reasons: [{ ...rejection, phone_number: numbers[0].phone_number }] },
      number_counts: { rejected: 1, submitted: 1 },
    });
    expect(await events(tenant, id)).toEqual([
      "porting_request.created",
      "porting_request.numbers_changed",
      "porting_request.status_changed",
      "porting_request.exception_reported",
    ]);
  });

  test("that ends a request frees its numbers for another one", async () => {
    const tenant = await withTenant();
    const { id, numbers } = await portingRequest(tenant);
    const open = async () =>
      await env.DB.prepare("select count(*) as n from porting_numbers where e164 = ? and is_open = 1")
        .bind(numbers[0].phone_number)
        .first<number>("n");
    expect(await open()).toBe(1);
    expect((await transition(id, "confirm_cancellation")).body.status).toBe("canceled");
    expect(await open()).toBe(0);
  });

  test("needs fields that make sense, each named", async () => {
    const tenant = await withTenant();
    const { id, numbers } = await portingRequest(tenant, { status: "in_process", numberStatus: "submitted" });
    const pointers = async (name: string, body: Json) =>
      (await transition(id, name, body)).body.errors?.map(({ pointer }: Json) => pointer);
    expect(await pointers("confirm_foc", {})).toEqual(["/foc"]);
    expect(await pointers("confirm_foc", { foc: { at: inDays(-1) } })).toEqual(["/foc/at"]);
    expect(await pointers("confirm_foc", { foc: { at: inDays(3), window_end: inDays(2) } })).toEqual([
      "/foc/window_end",
    ]);
    expect(await pointers("report_exception", {})).toEqual(["/reasons"]);
    expect(await pointers("report_exception", { reasons: [{ code: "other", phone_number: "+14155550123" }] })).toEqual([
      "/reasons/0/phone_number",
    ]);
    expect(await pointers("start_processing", { reason: "" })).toEqual(["/reason"]);
    expect((await transition(id, "fly")).status).toBe(404);
    const number = async (name: string) =>
      (await moveNumber(id, numbers[0].id, name)).body.errors?.map(({ pointer }: Json) => pointer);
    expect([await number("confirm_foc"), await number("reject")]).toEqual([["/foc_at"], ["/rejection"]]);
  });

  test("less than 48 hours before the port, a cancellation is refused with the reason", async () => {
    const tenant = await withTenant();
    const near = { status: "foc_confirmed", numberStatus: "foc_confirmed", focAt: Date.now() + 2 * DAY - 60_000 };
    const { id } = await portingRequest(tenant, near);
    const answer = await tenant.api.post(`/v1/porting-requests/${id}/cancel`);
    expect(answer).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
    expect(answer.body.detail).toContain("48 hours");
  });

  test("is made once by requests at the same time, and refused for an old version", async () => {
    const tenant = await withTenant();
    const { id } = await portingRequest(tenant);
    const path = `/v1/porting-requests/${id}/cancel`;
    const answers = await Promise.all([1, 2, 3].map(() => tenant.api.post(path)));
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual(Array(3).fill([200, "cancel_requested"]));
    expect((await events(tenant, id)).filter((type) => type === "porting_request.status_changed")).toHaveLength(1);
    const other = await portingRequest(tenant);
    expect(
      (await tenant.api.post(`/v1/porting-requests/${other.id}/cancel`, undefined, { "if-match": '"7"' })).status,
    ).toBe(412);
  });

  test("of 1,000 numbers takes as many statements as of one", async () => {
    const tenant = await withTenant();
    const cost = async (numbers: number) => {
      const { id } = await portingRequest(tenant, { numbers, status: "in_process", numberStatus: "submitted" });
      const counter = countStatements();
      const before = counter.now();
      expect((await transition(id, "confirm_foc", fields())).body.number_counts.foc_confirmed).toBe(numbers);
      const sent = counter.now() - before;
      vi.restoreAllMocks();
      return sent;
    };
    const one = await cost(1);
    expect(await cost(1_000)).toBe(one);
    expect(one).toBeLessThanOrEqual(30);
  });

  test("whose write fails changes nothing, and one that cannot be queued is made all the same", async () => {
    const tenant = await withTenant();
    const { id } = await portingRequest(tenant);
    const path = `/v1/porting-requests/${id}`;
    const restore = interceptQueries((proceed, sql) =>
      sql.includes('update "porting_requests"') ? Promise.reject(new Error("D1_ERROR: gone")) : proceed(),
    );
    expect((await tenant.api.post(`${path}/cancel`)).status).toBe(503);
    restore();
    expect((await tenant.api.get(path)).body.status).toBe("submitted");
    expect(await events(tenant, id)).toEqual(["porting_request.created"]);
    vi.spyOn(Object.getPrototypeOf(env.PORTING), "send").mockRejectedValue(new Error("The queue is away."));
    vi.spyOn(console, "error").mockReturnValue();
    expect((await tenant.api.post(`${path}/cancel`)).body.status).toBe("cancel_requested");
    const row = await env.DB.prepare("select next_check_at from porting_requests where id = ?").bind(id).first();
    expect(row?.next_check_at).toBeGreaterThan(0);
  });
});
