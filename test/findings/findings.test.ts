import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { closeFinding, openFinding } from "#findings/facts";
import { statusOf } from "#findings/status";
import { MAX_SNOOZE_MS } from "#findings/triage";
import type { Context } from "#kernel/ports/context";
import { createJobContext } from "#runtime/job-context";
import { admin, type Caller, type Json } from "../support/api";
import { type Tenant, withTenant } from "../support/seed";
import { repetitions } from "../support/soak";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const context = (): Context => createJobContext(env, createExecutionContext());

const fact = ({ id }: Tenant, subjectId = "ord_1") =>
  ({ tenantId: id, kind: "purchase_undeliverable", subjectId }) as const;

const open = (tenant: Tenant, evidence: Json = { item_id: "itm_1" }, subjectId = "ord_1") => {
  const ctx = context();
  return ctx.db.batch(openFinding(ctx, { ...fact(tenant, subjectId), subjectType: "order", evidence }));
};

const close = (tenant: Tenant, subjectId = "ord_1") => {
  const ctx = context();
  return ctx.db.batch(closeFinding(ctx, fact(tenant, subjectId)));
};

const list = async (api: Caller, query = ""): Promise<Json[]> => (await api.get(`/v1/findings?${query}`)).body.data;

const eventsOf = async ({ api }: Tenant): Promise<Json[]> => {
  const { body } = await api.get("/v1/events?sort=seq");
  return body.data.filter(({ type }: Json) => type.startsWith("finding."));
};

const typesOf = async (tenant: Tenant) => (await eventsOf(tenant)).map(({ type }) => type);

/** A tenant with one open finding. */
async function withFinding() {
  const tenant = await withTenant();
  await open(tenant);
  const [{ id }] = (await list(tenant.api)) as [Json];
  return { tenant, path: `/v1/findings/${id}` };
}

const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString();

test("a fact said again and again is one finding and one event; its evidence is the last", async () => {
  const tenant = await withTenant();
  await Promise.all([open(tenant), open(tenant), open(tenant)]);
  await open(tenant, { item_id: "itm_2" });
  const [found, ...others] = await list(tenant.api);
  expect(others).toEqual([]);
  expect(found).toEqual({
    id: expect.stringMatching(/^fnd_/),
    tenant_id: tenant.id,
    kind: "purchase_undeliverable",
    severity: "critical",
    status: "open",
    subject: { type: "order", id: "ord_1" },
    evidence: { item_id: "itm_2" },
    suggested_action: expect.stringMatching(/\.$/),
    assignee: null,
    snoozed_until: null,
    created_at: expect.any(String),
    resolved_at: null,
    resolved_by: null,
    note: null,
  });
  expect(await eventsOf(tenant)).toMatchObject([
    {
      type: "finding.opened",
      actor: "system",
      subject: { type: "finding", id: found.id },
      data: { kind: "purchase_undeliverable", severity: "critical", subject_id: "ord_1" },
    },
  ]);
  expect((await tenant.api.get(`/v1/findings/${found.id}`)).body).toEqual(found);
});

test("a fact that went away closes its finding once, in the name of the system, with an event of its own", async () => {
  const { tenant, path } = await withFinding();
  await Promise.all([close(tenant), close(tenant)]);
  await close(tenant);
  const { body } = await tenant.api.get(path);
  expect(body).toMatchObject({ status: "resolved", resolved_by: "system", resolved_at: expect.any(String) });
  expect(await eventsOf(tenant)).toMatchObject([
    { type: "finding.opened" },
    { type: "finding.resolved", actor: "system", subject: { id: body.id } },
  ]);
});

test("a fact that was never there closes nothing, and facts about others or in other tenants stay open", async () => {
  const { tenant } = await withFinding();
  const neighbour = await withTenant();
  await open(neighbour);
  await close(tenant, "ord_2");
  expect(await typesOf(tenant)).toEqual(["finding.opened"]);
  await close(tenant);
  expect(await list(neighbour.api, "status=open")).toHaveLength(1);
});

test("whatever is said of two facts and in which order, each has at most one open finding, and events in turns", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom("open", "close"), fc.constantFrom("ord_1", "ord_2")), { maxLength: 12 }),
      async (sayings) => {
        const tenant = await withTenant();
        const there = new Map<string, boolean>();
        const expected: string[] = [];
        for (const [what, subject] of sayings) {
          if (what === "open") await open(tenant, {}, subject);
          else await close(tenant, subject);
          if ((there.get(subject) ?? false) !== (what === "open")) {
            expected.push(`finding.${what === "open" ? "opened" : "resolved"} ${subject}`);
          }
          there.set(subject, what === "open");
        }
        const recorded = (await eventsOf(tenant)).map(({ type, data }) => `${type} ${data.subject_id}`);
        expect(recorded).toEqual(expected);
        const still = (await list(tenant.api, "status=open")).map(({ subject }) => subject.id).sort();
        expect(still).toEqual([...there].flatMap(([subject, is]) => (is ? [subject] : [])).sort());
      },
    ),
    { numRuns: repetitions(4, 48) },
  );
});

test("behind a false gate no finding is opened or closed, and no event is recorded", async () => {
  const tenant = await withTenant();
  const ctx = context();
  const shut = sql`1 = 0`;
  const recorded = { ...fact(tenant), subjectType: "order", evidence: {} };
  await ctx.db.batch(openFinding(ctx, recorded, shut));
  expect(await list(tenant.api)).toEqual([]);
  await ctx.db.batch(openFinding(ctx, recorded, sql`1 = 1`));
  await ctx.db.batch(closeFinding(ctx, fact(tenant), shut));
  expect(await typesOf(tenant)).toEqual(["finding.opened"]);
});

test("one resolved by hand says by whom and why, once; if the fact is still there it becomes a new one", async () => {
  const { tenant, path } = await withFinding();
  const resolved = await tenant.api.post(`${path}/resolve`, { note: "Seen to." });
  expect(resolved.body).toMatchObject({ status: "resolved", resolved_by: `key:${tenant.keyId}`, note: "Seen to." });
  expect((await tenant.api.post(`${path}/resolve`, { note: "Again." })).body).toEqual(resolved.body);
  await open(tenant);
  expect(await typesOf(tenant)).toEqual(["finding.opened", "finding.resolved", "finding.opened"]);
  expect(await list(tenant.api, "status=open")).toHaveLength(1);
  expect(await list(tenant.api)).toHaveLength(2);
});

test("a snoozed one is out of the list until it is due, is not opened a second time, and closes by itself", async () => {
  const { tenant, path } = await withFinding();
  const until = inOneHour();
  const snoozed = await tenant.api.post(`${path}/snooze`, { until, note: "Tomorrow." });
  expect(snoozed.body).toMatchObject({ status: "snoozed", snoozed_until: until, note: "Tomorrow." });
  expect((await tenant.api.post(`${path}/snooze`, { until })).body).toEqual(snoozed.body);
  await open(tenant);
  expect(await list(tenant.api)).toEqual([]);
  expect(await list(tenant.api, "status=open")).toEqual([]);
  expect(await list(tenant.api, "status=snoozed")).toEqual([snoozed.body]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(until) });
  expect(await list(tenant.api)).toEqual([{ ...snoozed.body, status: "open" }]);
  expect(await list(tenant.api, "status=snoozed")).toEqual([]);
  await close(tenant);
  expect((await tenant.api.get(path)).body).toMatchObject({ status: "resolved", snoozed_until: null });
  expect(await eventsOf(tenant)).toMatchObject([
    { type: "finding.opened" },
    { type: "finding.snoozed", actor: `key:${tenant.keyId}`, data: { until } },
    { type: "finding.resolved" },
  ]);
});

test("a snooze is ended with null, and lasts a year at the most", async () => {
  const { tenant, path } = await withFinding();
  await tenant.api.post(`${path}/snooze`, { until: inOneHour() });
  expect((await tenant.api.post(`${path}/snooze`, { until: null })).body.status).toBe("open");
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now });
  const at = (ms: number) => tenant.api.post(`${path}/snooze`, { until: new Date(now + ms).toISOString() });
  expect((await at(0)).body).toMatchObject({ code: "validation_failed", errors: [{ pointer: "/until" }] });
  expect((await at(MAX_SNOOZE_MS + 1)).status).toBe(422);
  expect((await at(MAX_SNOOZE_MS)).status).toBe(200);
});

test("a finding is assigned by name and unassigned with null; each change is one event", async () => {
  const { tenant, path } = await withFinding();
  const assigned = await tenant.api.post(`${path}/assign`, { assignee: "Ada", note: "Hers." });
  expect(assigned.body).toMatchObject({ assignee: "Ada", note: "Hers.", status: "open" });
  expect((await tenant.api.post(`${path}/assign`, { assignee: "Ada" })).body).toEqual(assigned.body);
  expect((await tenant.api.post(`${path}/assign`, { assignee: null })).body).toMatchObject({ assignee: null });
  expect(await eventsOf(tenant)).toMatchObject([
    { type: "finding.opened" },
    { type: "finding.assigned", data: { assignee: "Ada", subject_id: "ord_1" } },
    { type: "finding.assigned", data: { assignee: null } },
  ]);
});

test("bad bodies are refused field by field, and a resolved one is neither snoozed nor assigned", async () => {
  const { tenant, path } = await withFinding();
  const refusals: [string, Json, string][] = [
    ["snooze", {}, "/until"],
    ["snooze", { until: "tomorrow" }, "/until"],
    ["assign", { assignee: "" }, "/assignee"],
    ["assign", { assignee: "x".repeat(201) }, "/assignee"],
    ["assign", { assignee: "x", note: "y".repeat(501) }, "/note"],
    ["resolve", { assignee: "x" }, "/assignee"],
  ];
  for (const [verb, body, pointer] of refusals) {
    const refused = await tenant.api.post(`${path}/${verb}`, body);
    expect.soft(refused.body, `${verb} ${pointer}`).toMatchObject({ code: "validation_failed", errors: [{ pointer }] });
  }
  expect((await tenant.api.post(`${path}/assign`, { assignee: "x".repeat(200) })).status).toBe(200);
  await tenant.api.post(`${path}/resolve`, {});
  for (const [verb, body] of [["snooze", { until: inOneHour() }] as const, ["assign", { assignee: "x" }] as const]) {
    expect.soft((await tenant.api.post(`${path}/${verb}`, body)).body.code).toBe("illegal_transition");
  }
});

test("of two concurrent changes one is refused and writes nothing", async () => {
  const { tenant, path } = await withFinding();
  const both = await Promise.all(["Ada", "Bo"].map((assignee) => tenant.api.post(`${path}/assign`, { assignee })));
  const won = both.filter(({ status }) => status === 200);
  expect(both.filter(({ body }) => body.code === "changed_meanwhile").length + won.length).toBe(2);
  expect(await typesOf(tenant)).toEqual(["finding.opened", ...won.map(() => "finding.assigned")]);
});

test("the list is filtered by status, kind, severity and subject", async () => {
  const { tenant, path } = await withFinding();
  await open(tenant, {}, "ord_2");
  await tenant.api.post(`${path}/resolve`, {});
  const subjects = async (query: string) => (await list(tenant.api, query)).map(({ subject }) => subject.id);
  expect(await subjects("")).toEqual(["ord_2", "ord_1"]);
  expect(await subjects("status=open&severity=critical")).toEqual(["ord_2"]);
  expect(await subjects("status=resolved&kind=purchase_undeliverable")).toEqual(["ord_1"]);
  expect(await subjects("subject_id=ord_1")).toEqual(["ord_1"]);
  expect(await subjects("severity=info")).toEqual([]);
  expect(await subjects("kind=job_failing")).toEqual([]);
  for (const query of ["status=closed", "kind=other", "severity=bad", "open=true"]) {
    expect.soft((await tenant.api.get(`/v1/findings?${query}`)).status, query).toBe(422);
  }
});

test("unless it asks for more, the platform's list has its own findings, not its tenants'", async () => {
  const { tenant } = await withFinding();
  const listed = await admin.get("/v1/findings");
  expect(listed.status).toBe(200);
  expect(listed.body.data.map(({ tenant_id }: Json) => tenant_id)).not.toContain(tenant.id);
});

test("the platform pages through the open findings of all tenants by each filter, reads each by its id and changes none", async () => {
  const tenants = [await withTenant(), await withTenant(), await withTenant()];
  const subjectId = `ord_of_${tenants[0]?.id}`;
  for (const tenant of tenants) await open(tenant, {}, subjectId);
  const query = `tenant_id=all&limit=1&subject_id=${subjectId}&kind=purchase_undeliverable&severity=critical`;
  const found: Json[] = [];
  let cursor = "";
  do {
    const { body } = await admin.get(`/v1/findings?${query}${cursor}`);
    found.push(...body.data);
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  expect(found.map(({ tenant_id }) => tenant_id).sort()).toEqual(tenants.map(({ id }) => id).sort());

  const path = `/v1/findings/${found[0].id}`;
  const [owner, neighbour] = tenants.toSorted(({ id }) => (id === found[0].tenant_id ? -1 : 1));
  for (const reader of [admin, owner?.api]) expect((await reader?.get(path))?.body).toEqual(found[0]);
  expect((await neighbour?.api.get(path))?.status).toBe(404);
  expect((await admin.post(`${path}/resolve`, {})).status).toBe(404);
});

test("a snooze is over by the clock, and nothing resolved is open", () => {
  fc.assert(
    fc.property(fc.option(fc.nat()), fc.option(fc.nat()), fc.nat(), (resolvedAt, snoozedUntil, now) => {
      const expected = resolvedAt !== null ? "resolved" : (snoozedUntil ?? 0) > now ? "snoozed" : "open";
      expect(statusOf({ resolvedAt, snoozedUntil }, now)).toBe(expected);
    }),
  );
});

test("only the platform sees the open findings of all tenants, or of one", async () => {
  const [one, other] = [await withTenant(), await withTenant()];
  for (const tenant of [one, other]) await open(tenant);
  await close(other);
  await open(other, { item_id: "itm_2" }, "ord_2");
  const [mine] = (await list(one.api)) as [Json];
  const [theirs] = (await list(other.api, "status=open")) as [Json];
  const all = await list(admin, "tenant_id=all&severity=critical&limit=200");
  const ofBoth = all.filter(({ tenant_id: whose }) => [one.id, other.id].includes(whose));
  expect(ofBoth.map(({ id }) => id).sort()).toEqual([mine.id, theirs.id].sort());
  expect(await list(admin, `tenant_id=${other.id}&status=resolved`)).toMatchObject([{ status: "resolved" }]);
  expect(ofBoth).toContainEqual(theirs);
  expect((await admin.get("/v1/findings?tenant_id=all&status=resolved")).status).toBe(422);

  for (const wanted of ["all", other.id]) {
    expect((await one.api.get(`/v1/findings?tenant_id=${wanted}`)).status).toBe(403);
  }
});
