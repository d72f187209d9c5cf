import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { admin, type Json } from "../../support/api";
import { interceptQueries } from "../../support/database";
import { rightBefore } from "../../support/interleave";
import { portingRequest, readyDraft, transition } from "../../support/porting";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** Drafts that are handed in. Those that become several are in split.test.ts. */

/** The queue takes messages, and nobody works on them. */
const queued = vi.fn<(...args: unknown[]) => Promise<void>>();

beforeEach(() => {
  queued.mockReset().mockResolvedValue();
  vi.spyOn(Object.getPrototypeOf(env.PORTING), "send").mockImplementation(queued);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const idOf = (path: string): string => path.replace(/.*\//, "");

const rowOf = (path: string) =>
  env.DB.prepare("select * from porting_requests where id = ?").bind(idOf(path)).first<Json>();

const numbersOf = async (path: string): Promise<Json[]> =>
  (
    await env.DB.prepare("select * from porting_numbers where porting_request_id = ? order by e164")
      .bind(idOf(path))
      .all<Json>()
  ).results;

const moves = async ({ api }: Tenant, path: string): Promise<string[]> =>
  (await api.get(`/v1/events?subject_id=${idOf(path)}&limit=200`)).body.data
    .filter(({ type }: Json) => type === "porting_request.status_changed")
    .map(({ data }: Json) => data.transition)
    .toReversed();

/** Every row that submission could write, as text. */
const stored = async (path: string): Promise<string> => JSON.stringify([await rowOf(path), await numbersOf(path)]);

describe("a draft with everything", () => {
  test("is handed in: its numbers are open, have their future ids, and the work is queued", async () => {
    const tenant = await withTenant();
    const e164s = [freshNumber(), freshNumber()];
    const path = await readyDraft(tenant, e164s);
    const answer = await tenant.api.post(`${path}/submit`);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({
      status: 200,
      body: {
        status: "submitted",
        path: "twilio",
        split_into: [],
        submitted_at: expect.any(String),
        number_counts: { total: 2, pending: 2 },
      },
    });
    expect((await tenant.api.get(path)).body).toEqual(answer.body);
    expect(queued).toHaveBeenCalledWith({ kind: "request", id: idOf(path) }, expect.anything());
    const row = await rowOf(path);
    expect(JSON.parse(row.carrier_task)).toMatchObject({ kind: "create", attempts: 0, sentAt: null });
    expect(row.next_check_at).toBe(row.submitted_at);
    const { data } = (await tenant.api.get(`${path}/numbers`)).body;
    expect(new Set(data.map((number: Json) => number.phone_number_id)).size).toBe(2);
    expect(data[0].phone_number_id).toMatch(/^num_/);
    expect((await numbersOf(path)).map((number) => number.is_open)).toEqual([1, 1]);
    expect(await moves(tenant, path)).toEqual(["submit"]);
    expect((await tenant.api.get(`${path}/timeline`)).body.data[0]).toMatchObject({
      kind: "status_changed",
      actor: { kind: "customer" },
      data: { from: "draft", to: "submitted" },
    });

    const again = await tenant.api.post(`${path}/submit`);
    expect([again.status, again.body]).toEqual([200, answer.body]);
    expect(await moves(tenant, path)).toEqual(["submit"]);
    expect((await tenant.api.post(`${path}/submit`, undefined, { "if-match": '"1"' })).status).toBe(412);
  });

  test("is handed in by an operator for its tenant, who sees it", async () => {
    const tenant = await withTenant();
    const path = await readyDraft(tenant, [freshNumber()]);
    const answer = await admin.post(`${path}/submit`);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { status: "submitted" } });
    expect(await moves(tenant, path)).toEqual(["submit"]);
    const other = await withTenant();
    expect((await other.api.post(`${path}/submit`)).status).toBe(404);
  });

  test("is handed in once by requests at the same time", async () => {
    const tenant = await withTenant();
    const path = await readyDraft(tenant, [freshNumber()]);
    const answers = await Promise.all([1, 2, 3].map(() => tenant.api.post(`${path}/submit`)));
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual(Array(3).fill([200, "submitted"]));
    expect(await moves(tenant, path)).toEqual(["submit"]);
  });

  test("is handed in by a repeat, whichever trip to the database was the last one", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const tenant = await withTenant();
    let died = 0;
    for (let last = 1; ; last += 1) {
      const path = await readyDraft(tenant, [freshNumber()]);
      let trips = 0;
      const isDead = () => trips >= last;
      const end = interceptQueries(async (proceed) => {
        trips += 1;
        if (trips > last) throw new Error("D1_ERROR: the isolate is gone");
        const result = await proceed();
        // The trip was made, and nobody gets the answer.
        if (trips === last) throw new Error("D1_ERROR: the isolate is gone");
        return result;
      });
      const first = await tenant.api.post(`${path}/submit`);
      const wasCut = isDead();
      end();
      if (!wasCut) {
        expect(first.status).toBe(200);
        break;
      }
      died += 1;
      const again = await tenant.api.post(`${path}/submit`);
      expect(again, `${last}: ${JSON.stringify(again.body)}`).toMatchObject({
        status: 200,
        body: { status: "submitted" },
      });
      expect((await rowOf(path)).next_check_at, "the hourly job finds it").not.toBeNull();
      expect(await moves(tenant, path)).toEqual(["submit"]);
    }
    expect(died).toBeGreaterThan(3);
  });
});

describe("a draft is refused and stays as it is", () => {
  test("while something is missing, which the answer names", async () => {
    const tenant = await withTenant();
    const path = await readyDraft(tenant, [freshNumber()], { account_number: null });
    const before = await stored(path);
    const answer = await tenant.api.post(`${path}/submit`);
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: "requirements_not_met",
        requirements: [{ id: "account_number", pointer: "/account_number", status: "missing" }],
      },
    });
    expect(answer.body.requirements).toHaveLength(1);
    const blocked = async () =>
      (await tenant.api.get(path)).body.allowed_transitions.map(({ name, blocked_by }: Json) => [
        name,
        blocked_by?.guard ?? null,
      ]);
    expect(await blocked()).toEqual([
      ["submit", "requirements_met"],
      ["discard", null],
    ]);
    expect(answer.body.detail).toContain("/account_number");
    expect(await stored(path)).toBe(before);
    await tenant.api.patch(path, { account_number: "0012345678" });
    expect(await blocked()).toEqual([
      ["submit", null],
      ["discard", null],
    ]);
  });

  test("while the pre-flight check finds an error, also one that came with time", async () => {
    const tenant = await withTenant();
    const path = await readyDraft(tenant, [freshNumber()]);
    const later = Date.now() + 45 * 24 * 60 * 60_000;
    vi.useFakeTimers({ toFake: ["Date"], now: later });
    const answer = await tenant.api.post(`${path}/submit`);
    vi.useRealTimers();
    expect(answer).toMatchObject({
      status: 409,
      body: { code: "preflight_failed", findings: [{ rule: "bill_too_old", severity: "error", pointer: "/bill" }] },
    });
    expect((await rowOf(path)).status).toBe("draft");
  });

  test("if a number is in another tenant's open port, whom the answer does not name", async () => {
    const other = await withTenant();
    const open = await portingRequest(other);
    const tenant = await withTenant();
    const e164 = open.numbers[0].phone_number;
    const path = await readyDraft(tenant, [e164, freshNumber()]);
    const before = await stored(path);
    const answer = await tenant.api.post(`${path}/submit`);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: "number_in_open_port", conflicting_numbers: [e164] },
    });
    for (const secret of [other.id, open.id]) expect(JSON.stringify(answer.body)).not.toContain(secret);
    expect(await stored(path)).toBe(before);
    await transition(open.id, "confirm_cancellation");
    expect((await tenant.api.post(`${path}/submit`)).status).toBe(200);
  });

  test("if another tenant is faster by a moment", async () => {
    const [tenant, other] = [await withTenant(), await withTenant()];
    const e164 = freshNumber();
    const [path, faster] = [await readyDraft(tenant, [e164]), await readyDraft(other, [e164])];
    rightBefore('update "porting_requests"', async () => {
      expect((await other.api.post(`${faster}/submit`)).status).toBe(200);
    });
    const before = await stored(path);
    expect(await tenant.api.post(`${path}/submit`)).toMatchObject({
      status: 409,
      body: { code: "number_in_open_port", conflicting_numbers: [e164] },
    });
    expect(await stored(path)).toBe(before);
    expect(await moves(tenant, path)).toEqual([]);
  });

  test("if the platform has a number already; numbers of own accounts and trunks can be ported", async () => {
    const tenant = await withTenant();
    const e164 = freshNumber();
    expect((await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] })).body.status).toBe("completed");
    const path = await readyDraft(tenant, [e164]);
    expect(await tenant.api.post(`${path}/submit`)).toMatchObject({
      status: 409,
      body: { code: "number_owned", conflicting_numbers: [e164] },
    });
    await env.DB.prepare("update phone_numbers set acquisition_method = 'imported' where e164 = ?").bind(e164).run();
    expect((await tenant.api.post(`${path}/submit`)).status).toBe(200);
  });

  test("if the tenant's cap has no room", async () => {
    const tenant = await withTenant();
    await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: 1 });
    const path = await readyDraft(tenant, [freshNumber(), freshNumber()]);
    expect(await tenant.api.post(`${path}/submit`)).toMatchObject({
      status: 409,
      body: { code: "number_limit_reached", limit: 1, requested: 2 },
    });
    await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: 2 });
    rightBefore('update "porting_requests"', () => admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: 1 }));
    const late = await tenant.api.post(`${path}/submit`);
    expect(late.body.code, JSON.stringify(late.body)).toBe("number_limit_reached");
    expect((await rowOf(path)).status).toBe("draft");
  });
});

describe("a request in exception", () => {
  const inException = async (tenant: Tenant) => {
    const path = await readyDraft(tenant, [freshNumber()]);
    await tenant.api.post(`${path}/submit`);
    const answer = await transition(idOf(path), "report_exception", { reasons: [{ code: "location_mismatch" }] });
    expect(answer.body.status).toBe("exception");
    return path;
  };

  test("is handed in again, and its number is sent again", async () => {
    const tenant = await withTenant();
    const path = await inException(tenant);
    await env.DB.prepare("update porting_requests set carrier_request_id = ?, carrier_task = null where id = ?")
      .bind(`KW${crypto.randomUUID()}`, idOf(path))
      .run();
    const answer = await tenant.api.post(`${path}/resubmit`);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({
      status: 200,
      body: { status: "submitted", exception: null },
    });
    expect(JSON.parse((await rowOf(path)).carrier_task)).toMatchObject({ kind: "recreate" });
    expect(await tenant.api.post(`${path}/resubmit`)).toMatchObject({ status: 200, body: { status: "submitted" } });
    expect(await moves(tenant, path)).toEqual(["submit", "report_exception", "resubmit"]);
  });

  test("is refused while something is missing, and a draft is not resubmitted", async () => {
    const tenant = await withTenant();
    const path = await inException(tenant);
    await tenant.api.patch(path, { account_number: null });
    expect(await tenant.api.post(`${path}/resubmit`)).toMatchObject({
      status: 409,
      body: { code: "requirements_not_met" },
    });
    const draft = await readyDraft(tenant, [freshNumber()]);
    expect(await tenant.api.post(`${draft}/resubmit`)).toMatchObject({
      status: 409,
      body: { code: "illegal_transition" },
    });
  });
});
