import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { claimDocuments } from "#acquisition/regulatory/claim-documents";
import { freeClaim } from "#acquisition/regulatory/free-claim";
import { closeFinding, openFinding } from "#findings/facts";
import { deleteAgent } from "#inventory/agents/delete-agent";
import { storeCheck } from "#inventory/agents/store-check";
import { updateAgent } from "#inventory/agents/update-agent";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { Context } from "#kernel/ports/context";
import type { NumberDocuments } from "#kernel/values/compliance";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import { readBundlesJob } from "#operations/compliance/read-bundles";
import { readTollFree } from "#operations/compliance/read-registrations";
import { storeDocuments } from "#operations/compliance/store-documents";
import { readFacts } from "#operations/readiness/facts";
import { evaluateChangesJob } from "#operations/readiness/jobs";
import { createJobContext } from "#runtime/job-context";
import { admin } from "../../support/api";
import { type OwnedNumber, ownedBy } from "../../support/carrier";
import { ageEvents } from "../../support/inventory";
import { runAll } from "../../support/jobs";
import { type Tenant, withTenant } from "../../support/seed";

/** Every change of a fact that readiness depends on leaves a trace that the job finds, or is of a fact that every round reads. */

/** How the evaluation learns of a change of a column. */
type Source =
  /** Its change writes an event that names the number. */
  | "event"
  /** Its change puts a subject into the queue. */
  | "queue"
  /** It stays as it is while its row exists. */
  | "fixed"
  /** The job that evaluates all numbers in turn. */
  | "round"
  /** It is shown, or says when something was: no cause depends on it. */
  | "shown";

const every = (source: Source, table: string, ...columns: string[]) =>
  Object.fromEntries(columns.map((column) => [`${table}.${column}`, source]));

const facts: Readonly<Record<string, Source>> = {
  ...every("event", "phone_numbers", "status", "agent_id", "tenant_id"),
  ...every("fixed", "phone_numbers", "id", "e164", "country", "type", "voice", "sms", "created_at"),
  ...every("fixed", "phone_numbers", "acquisition_method", "carrier_account_id"),
  ...every("shown", "phone_numbers", "updated_at", "ready"),
  ...every("shown", "number_readiness", "phone_number_id", "ready", "causes", "version", "changed_at"),
  ...every("event", "routing_plans", "valid_to"),
  ...every("fixed", "routing_plans", "phone_number_id", "tenant_id", "version", "plan"),
  ...every("fixed", "routing_plan_agents", "phone_number_id", "version", "agent_id"),
  ...every("queue", "agents", "version", "kind", "deleted_at"),
  ...every("fixed", "agents", "id", "tenant_id"),
  // The platform changes it for a tenant, which may have any number of numbers.
  ...every("round", "tenants", "redirect_allowed"),
  ...every("fixed", "tenants", "id"),
  // The statement has these names for columns of phone numbers.
  ...every("shown", "tenants", "status"),
  ...every("queue", "agent_checks", "agent_version", "result", "misses"),
  ...every("fixed", "agent_checks", "agent_id"),
  ...every("shown", "agent_checks", "checked_at"),
  ...every("event", "findings", "resolved_at"),
  ...every("fixed", "findings", "tenant_id", "subject_id", "kind"),
  // Whether the carrier was asked since the number was bought: unknown is no cause.
  ...every("fixed", "sync_runs", "carrier_account"),
  ...every("shown", "sync_runs", "id", "status", "dry_run", "created_at", "began_at"),
  ...every("round", "usage_daily", "tenant_id", "phone_number_id", "day", "calls", "messages_in"),
  ...every("round", "webhook_refusals", "tenant_id", "phone_number_id", "day", "wrong_signature"),
  ...every("shown", "calls", "tenant_id", "phone_number_id", "created_at", "id", "status", "agent_id"),
  ...every("round", "messages", "tenant_id", "phone_number_id", "created_at", "id", "error_code"),
  ...every("queue", "number_documents", "carrier_id", "address_requirement", "address_sid", "bundle_sid"),
  ...every("queue", "number_documents", "emergency_calling", "emergency_address"),
  ...every("fixed", "number_documents", "phone_number_id", "carrier_account"),
  ...every("shown", "number_documents", "changed_at"),
  ...every("queue", "bundle_states", "status", "valid_until"),
  ...every("fixed", "bundle_states", "sid"),
  ...every("shown", "bundle_states", "asked_at"),
  ...every("queue", "messaging_registrations", "state"),
  ...every("fixed", "messaging_registrations", "carrier_id", "kind"),
  // One round proves for thousands of numbers that they have no registration; rows of the queue would be too many.
  ...every("round", "messaging_rounds", "kind", "began_at"),
  ...every("round", "account_document_rounds", "campaigns_began_at", "toll_free_began_at"),
  ...every("fixed", "account_document_rounds", "carrier_account"),
  ...every("queue", "regulatory_claims", "sid", "tenant_id"),
};

const number: { tenant: Tenant; owned: OwnedNumber; agentId: string; bundle: string; address: string } = {
  tenant: undefined as never,
  owned: undefined as never,
  agentId: "",
  bundle: `BU${"b".repeat(32)}`,
  address: `AD${"a".repeat(32)}`,
};

const context = (): Context => {
  const ctx = createJobContext(env, createExecutionContext());
  return { ...ctx, principal: { ...ctx.principal, tenantId: number.tenant.id } };
};

const documents = (change: Partial<NumberDocuments> = {}): NumberDocuments => ({
  addressRequirement: "none",
  addressSid: number.address,
  bundleSid: number.bundle,
  emergencyCalling: null,
  emergencyAddress: null,
  ...change,
});

const store = (change: Partial<NumberDocuments> = {}, carrierId = "PN1") =>
  storeDocuments(context(), PLATFORM_ACCOUNT, [
    { phoneNumberId: number.owned.id, theirs: { carrierId, documents: documents(change) } as never },
  ]);

const ok = <T>(value: T) => Promise.resolve({ kind: "ok" as const, value });

function askAbout(status: string, validUntil: number | null) {
  const ctx = context();
  const bundles = (sids: readonly string[]) => ok(sids.map((sid) => ({ sid, status, validUntil })));
  return readBundlesJob.slice({ ...ctx, carrier: { ...ctx.carrier, bundles } }, null, () => true);
}

function register(state: "pending" | "registered" | "none") {
  const ctx = context();
  const tollFreeVerifications = () => ok(state === "none" ? [] : [{ carrierId: "PN1", state }]);
  return readTollFree.slice({ ...ctx, carrier: { ...ctx.carrier, tollFreeVerifications } } as never, null, () => true);
}

const check = (result: "ok" | "failed", version = 1, detail = "") =>
  storeCheck(context(), { id: number.agentId, tenantId: number.tenant.id, version }, { result, detail });

const drift = () => ({
  tenantId: number.tenant.id,
  kind: "number_drifted" as const,
  subjectType: "phone_number",
  subjectId: number.owned.id,
  evidence: {},
});

const path = () => `/v1/phone-numbers/${number.owned.id}`;
const plan = { fallback: { kind: "say", message: "Call later." } };
const sip = { kind: "sip" as const, uri: "sip:desk@sip.example.com", username: null, password: null };

const claim = (db = openDatabase(env.DB)) => {
  const documents = { addressSid: number.address, bundleSid: number.bundle };
  const [first, ...rest] = claimDocuments(
    db,
    { tenantId: number.tenant.id, documents, orderItemId: null, at: 0 },
    sql`true`,
  );
  return first ? db.batch([first, ...rest]) : Promise.resolve();
};

/** A change of every column that leaves a trace. */
const changes: Readonly<Record<string, () => Promise<unknown>>> = {
  "phone_numbers.status": () => number.tenant.api.post(`${path()}/suspend`),
  "phone_numbers.agent_id": () => number.tenant.api.post(`${path()}/unassign`),
  "phone_numbers.tenant_id": async () => {
    const to = await withTenant();
    return admin.post(`/v1/tenants/${number.tenant.id}/phone-numbers/${number.owned.id}/transfer`, {
      tenant_id: to.id,
    });
  },
  "routing_plans.valid_to": () => number.tenant.api.put(`${path()}/routing`, plan),
  "findings.resolved_at": () => {
    const ctx = context();
    return ctx.db.batch([...openFinding(ctx, drift()), ...closeFinding(ctx, drift())]);
  },
  "agents.version": () => updateAgent(context(), number.agentId, { destination: sip as never }, undefined),
  "agents.kind": () =>
    updateAgent(context(), number.agentId, { destination: { kind: "say", message: "Hello." } as never }, undefined),
  "agents.deleted_at": () => deleteAgent(context(), number.agentId, { force: true, ifMatch: undefined }),
  "agent_checks.agent_version": () => check("ok", 2),
  "agent_checks.result": () => check("failed"),
  "agent_checks.misses": async () => {
    await check("failed");
    await env.DB.prepare("delete from readiness_queue").run();
    await check("failed");
  },
  "number_documents.carrier_id": () => store({}, "PN2"),
  "number_documents.address_requirement": () => store({ addressRequirement: "any" }),
  "number_documents.address_sid": () => store({ addressSid: null }),
  "number_documents.bundle_sid": () => store({ bundleSid: null }),
  "number_documents.emergency_calling": () => store({ emergencyCalling: true }),
  "number_documents.emergency_address": () => store({ emergencyAddress: "registered" }),
  "bundle_states.status": () => askAbout("rejected", null),
  "bundle_states.valid_until": () => askAbout("approved", 1),
  "messaging_registrations.state": () => register("registered"),
  "regulatory_claims.sid": () => claim(),
  "regulatory_claims.tenant_id": async () => {
    await claim();
    await env.DB.prepare("delete from readiness_queue").run();
    await freeClaim(context(), number.bundle);
  },
};

/** Subjects in the queue. */
const queue = async () => {
  const { results } = await env.DB.prepare("select subject from readiness_queue order by 1").all<{ subject: string }>();
  return results.map(({ subject }) => subject);
};

/** Makes every earlier trace disappear. */
async function forget(): Promise<void> {
  await ageEvents();
  await env.DB.prepare("delete from readiness_queue").run();
}

beforeEach(async () => {
  number.tenant = await withTenant();
  number.owned = await ownedBy(number.tenant);
  const desk = { name: "Desk", destination: { kind: "say", message: "Hello." } };
  number.agentId = (await number.tenant.api.post("/v1/agents", desk)).body.id;
  await number.tenant.api.post(`${path()}/assign`, { agent_id: number.agentId });
  await store();
  await askAbout("approved", null);
  await register("pending");
  await check("ok");
  await forget();
});

afterEach(async () => {
  vi.restoreAllMocks();
  const tables = ["messaging_registrations", "bundle_states", "number_documents", "regulatory_claims", "agent_checks"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`delete from ${table}`)));
});

/**
 * The columns that some statements read, by the quoted names in them; a bare one is of each of its tables that has such a
 * column. A statement may consist of several reads, each for a cell (`jsonCells`).
 */
async function columnsOf(statements: readonly string[]): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
     where m.type = 'table' and m.name not like '%cf%' and m.name not like 'sqlite%'`,
  ).all<{ table: string; column: string }>();
  const reads = statements.flatMap((sql) => sql.split("json_group_array("));
  const found = reads.flatMap((sql) => {
    const tables = new Set([...sql.matchAll(/\b(?:from|join) "(\w+)"/g)].map(([, table]) => table));
    const qualified = new Set([...sql.matchAll(/"(\w+)"\."(\w+)"/g)].map(([, table, column]) => `${table}.${column}`));
    const bare = new Set([...sql.replaceAll(/"\w+"\."\w+"/g, "").matchAll(/"(\w+)"/g)].map(([, name]) => name));
    return results
      .filter(({ table, column }) => qualified.has(`${table}.${column}`) || (tables.has(table) && bare.has(column)))
      .map(({ table, column }) => `${table}.${column}`);
  });
  return [...new Set(found)].sort();
}

test("every column that the evaluation reads is classified, and no other", async () => {
  await claim();
  const statements: string[] = [];
  const prototype = Object.getPrototypeOf(env.DB);
  const { prepare } = prototype;
  vi.spyOn(prototype, "prepare").mockImplementation(function (this: unknown, ...args: unknown[]) {
    statements.push(String(args[0]));
    return Reflect.apply(prepare, this, args);
  });
  // The texts of statements are made once per database, so this is another one.
  const db = openDatabase(watchedDatabase(env.DB, (_, send) => send()));
  const [known] = await readFacts({ ...createJobContext(env, createExecutionContext()), db }, [number.owned.id]);
  vi.restoreAllMocks();
  expect(known?.documents).toMatchObject({ addressSid: number.address, bundleSid: number.bundle });
  expect(await columnsOf(statements)).toEqual(Object.keys(facts).sort());
});

test("every column whose change leaves a trace has a change here", () => {
  const traced = Object.keys(facts).filter((column) => facts[column] === "event" || facts[column] === "queue");
  expect(Object.keys(changes).sort()).toEqual(traced.sort());
});

test.for(Object.entries(changes))(
  "a change of %s leaves a trace in its batch, and the job finds it",
  async ([column, change]) => {
    expect(await runAll(evaluateChangesJob)).toMatchObject({ logged: 0, queued: 0 });
    await change();
    const dirty = await queue();
    const found = await runAll(evaluateChangesJob);
    if (facts[column] === "event") expect(found.logged).toBe(1);
    else expect([dirty.length > 0, found.queued]).toEqual([true, column === "agents.deleted_at" ? 0 : dirty.length]);
    expect(await queue()).toEqual([]);
  },
);

test("rows that come and go leave a trace too", async () => {
  const { owned, agentId, bundle, address } = number;
  await register("none");
  expect(await queue()).toEqual([owned.id]);
  await forget();
  await register("registered");
  expect(await queue()).toEqual([owned.id]);
  await forget();
  await env.DB.prepare("delete from agent_checks").run();
  await check("ok");
  expect(await queue()).toEqual([agentId]);
  await forget();
  await env.DB.prepare("delete from bundle_states").run();
  await askAbout("approved", null);
  expect(await queue()).toEqual([bundle]);
  await forget();
  await env.DB.prepare("delete from number_documents").run();
  await store();
  expect(await queue()).toEqual([owned.id]);
  await forget();
  await claim();
  expect(await queue()).toEqual([address, bundle]);
  await freeClaim(context(), address);
  expect(await queue()).toEqual([address, bundle]);
});

test("a number that is bought is found; a change of no fact leaves no trace", async () => {
  await ownedBy(number.tenant);
  expect(await runAll(evaluateChangesJob)).toMatchObject({ logged: 1 });
  await forget();
  await number.tenant.api.patch(path(), { friendly_name: "Bar", deletion_lock: true });
  await number.tenant.api.patch(`/v1/agents/${number.agentId}`, { name: "Front desk" });
  await check("ok", 2, "again");
  await store();
  await askAbout("approved", null);
  await register("pending");
  expect(await queue()).toEqual([]);
  expect(await runAll(evaluateChangesJob)).toEqual({ logged: 0, queued: 0, changed: 0 });
});
