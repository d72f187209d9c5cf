import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readFacts } from "#operations/readiness/gather";
import { createJobContext } from "#runtime/job-context";
import { stock, withBareTenant } from "../../support/inventory";
import { freshNumber } from "../../support/seed";

/** Whatever a verdict hangs on tells of its change by a mark, or is looked at by the round through all numbers. */

/** Of a column, how the judge comes to know of its change. */
type Told =
  /** Its change marks the numbers that it bears on. */
  | "marked"
  /** It stays as it is for as long as its row is there; rows that come and go mark where they bear on a verdict. */
  | "fixed"
  /** The job that judges all numbers in turn finds it out. */
  | "round"
  /** It is shown, or says when something was: no verdict hangs on it. */
  | "shown";

const every = (told: Told, table: string, ...columns: string[]) =>
  Object.fromEntries(columns.map((column) => [`${table}.${column}`, told]));

const facts: Readonly<Record<string, Told>> = {
  ...every("marked", "phone_numbers", "status", "agent_id", "tenant_id"),
  ...every("fixed", "phone_numbers", "id", "e164", "country", "type", "voice", "sms", "created_at"),
  ...every("shown", "phone_numbers", "updated_at", "ready"),
  ...every("shown", "number_readiness", "phone_number_id", "ready", "causes", "version", "changed_at"),
  ...every("marked", "routing_plans", "valid_to"),
  ...every("fixed", "routing_plans", "phone_number_id", "tenant_id", "version", "plan"),
  ...every("fixed", "routing_plan_agents", "phone_number_id", "version", "agent_id"),
  ...every("marked", "agents", "version", "deleted_at"),
  ...every("fixed", "agents", "id", "tenant_id"),
  ...every("marked", "agent_checks", "agent_version", "result", "misses"),
  ...every("fixed", "agent_checks", "agent_id"),
  ...every("shown", "agent_checks", "checked_at"),
  ...every("marked", "findings", "resolved_at"),
  ...every("fixed", "findings", "tenant_id", "subject_id", "kind"),
  // Whether the carrier was asked since the number came: unknown is neither good nor bad.
  ...every("shown", "sync_runs", "id", "status", "dry_run", "created_at", "began_at", "finished_at"),
  ...every("round", "usage_daily", "tenant_id", "phone_number_id", "day", "calls", "messages_in"),
  ...every("round", "webhook_refusals", "tenant_id", "phone_number_id", "day", "wrong_signature"),
  ...every("shown", "calls", "tenant_id", "phone_number_id", "created_at", "id", "status", "agent_id"),
  ...every("round", "messages", "tenant_id", "phone_number_id", "created_at", "id", "error_code"),
  ...every("marked", "number_papers", "carrier_id", "address_requirement", "address_sid", "bundle_sid"),
  ...every("marked", "number_papers", "emergency_calling", "emergency_address"),
  ...every("fixed", "number_papers", "phone_number_id"),
  ...every("shown", "number_papers", "changed_at"),
  ...every("marked", "bundle_states", "status", "valid_until"),
  ...every("fixed", "bundle_states", "sid"),
  ...every("shown", "bundle_states", "asked_at"),
  ...every("marked", "messaging_registrations", "state"),
  ...every("fixed", "messaging_registrations", "carrier_id", "kind"),
  // A round that proves for thousands of numbers that they have no registration is not to mark each of them.
  ...every("round", "messaging_rounds", "kind", "began_at"),
  ...every("fixed", "regulatory_claims", "sid", "tenant_id"),
};

/** A row of every table that marks, as it comes; and how each column that marks changes. */
const rows: Readonly<Record<string, string>> = {
  agents: `insert into agents (id, tenant_id, name, kind, destination, version, created_at, updated_at)
    values ('agt_1', ?1, 'Desk', 'say', '{}', 1, 0, 0)`,
  routing_plans:
    "insert into routing_plans (phone_number_id, tenant_id, version, valid_from, plan) values (?2, ?1, 1, 0, '{}')",
  agent_checks: "insert into agent_checks values ('agt_1', ?1, 1, 'failed', '', 1, 0)",
  findings: `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
    values ('fnd_1', ?1, 'number_drifted', 'phone_number', ?2, '{}', 0)`,
  number_papers: "insert into number_papers values (?2, 'PN1', 'none', 'AD1', 'BU1', null, null, 0)",
  bundle_states: "insert into bundle_states values ('BU1', 'approved', null, 0)",
  messaging_registrations: "insert into messaging_registrations values ('PN1', 'campaign', 'MG1', 'pending', 0)",
  regulatory_claims:
    "insert into regulatory_claims values ('BU1', ?1, 'bundle', null, 0), ('AD1', ?1, 'address', null, 0)",
};

const changes: Readonly<Record<string, string>> = {
  "phone_numbers.status": "update phone_numbers set status = 'suspended' where id = ?2",
  "phone_numbers.agent_id": "update phone_numbers set agent_id = 'agt_2' where id = ?2",
  "phone_numbers.tenant_id": "update phone_numbers set tenant_id = 'ten_platform' where id = ?2",
  "routing_plans.valid_to": "update routing_plans set valid_to = 1",
  // A version that changes nothing about the destination keeps its check, and that is what marks (`afterwards.test.ts`).
  "agents.version": `update agents set version = 2, destination = '{"kind":"say"}'`,
  "agents.deleted_at": "update agents set deleted_at = 1",
  "agent_checks.agent_version": "update agent_checks set agent_version = 2",
  "agent_checks.result": "update agent_checks set result = 'ok'",
  "agent_checks.misses": "update agent_checks set misses = 2",
  "findings.resolved_at": "update findings set resolved_at = 1",
  "number_papers.carrier_id": "update number_papers set carrier_id = 'PN2'",
  "number_papers.address_requirement": "update number_papers set address_requirement = 'any'",
  "number_papers.address_sid": "update number_papers set address_sid = null",
  "number_papers.bundle_sid": "update number_papers set bundle_sid = null",
  "number_papers.emergency_calling": "update number_papers set emergency_calling = 1",
  "number_papers.emergency_address": "update number_papers set emergency_address = 'registered'",
  "bundle_states.status": "update bundle_states set status = 'rejected'",
  "bundle_states.valid_until": "update bundle_states set valid_until = 1",
  "messaging_registrations.state": "update messaging_registrations set state = 'registered'",
};

/** What stands for the number: itself, its agent, its papers. */
const standFor = (id: string, table: string): readonly string[] => {
  if (table === "agents" || table === "agent_checks") return ["agt_1"];
  if (table === "bundle_states") return ["bundle:BU1"];
  return table === "regulatory_claims" ? ["address:AD1", "bundle:BU1"] : [id];
};

const number = { id: "num_00000000000000000000000001", tenantId: "" };

/** With the tenant's id as the first value and the number's as the second; naming the second takes both. */
const run = (sql: string) => {
  const values = [number.tenantId, number.id].slice(0, /\?2/.test(sql) ? 2 : /\?1/.test(sql) ? 1 : 0);
  return env.DB.prepare(sql)
    .bind(...values)
    .run();
};

async function marksAfter(sql: string): Promise<string[]> {
  await env.DB.prepare("delete from readiness_due").run();
  await run(sql);
  const { results } = await env.DB.prepare("select subject from readiness_due order by 1").all<{ subject: string }>();
  return results.map(({ subject }) => subject);
}

beforeEach(async () => {
  const ctx = await withBareTenant();
  number.tenantId = ctx.principal.tenantId;
  const about = { status: "active", country: "US", type: "local", acquisition_method: "reseller", sms: 1, mms: 1 };
  const its = { id: number.id, e164: freshNumber(), tags: [], agent_id: "agt_1", friendly_name: "Line", created_at: 0 };
  await stock(ctx, [{ ...about, ...its }]);
  for (const sql of Object.values(rows)) await run(sql);
});

afterEach(async () => {
  vi.restoreAllMocks();
  const tables = [...Object.keys(rows).reverse(), "phone_numbers", "readiness_due"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`delete from ${table}`)));
});

/** The columns that some statements read, by the quoted names in them; a bare one is of each of its tables that has such a column. */
async function columnsOf(statements: readonly string[]): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
     where m.type = 'table' and m.name not like '%cf%' and m.name not like 'sqlite%'`,
  ).all<{ table: string; column: string }>();
  const found = statements.flatMap((sql) => {
    const tables = new Set([...sql.matchAll(/\b(?:from|join) "(\w+)"/g)].map(([, table]) => table));
    const qualified = new Set([...sql.matchAll(/"(\w+)"\."(\w+)"/g)].map(([, table, column]) => `${table}.${column}`));
    const bare = new Set([...sql.replaceAll(/"\w+"\."\w+"/g, "").matchAll(/"(\w+)"/g)].map(([, name]) => name));
    return results
      .filter(({ table, column }) => qualified.has(`${table}.${column}`) || (tables.has(table) && bare.has(column)))
      .map(({ table, column }) => `${table}.${column}`);
  });
  return [...new Set(found)].sort();
}

test("of every column that the judge reads it is said how it comes to know of a change, and of no other", async () => {
  const statements: string[] = [];
  const prototype = Object.getPrototypeOf(env.DB);
  const { prepare } = prototype;
  vi.spyOn(prototype, "prepare").mockImplementation(function (this: unknown, ...args: unknown[]) {
    statements.push(String(args[0]));
    return Reflect.apply(prepare, this, args);
  });
  const [gathered] = await readFacts(createJobContext(env, createExecutionContext()), [number.id]);
  vi.restoreAllMocks();
  expect(gathered?.papers).toMatchObject({ addressSid: "AD1", bundleSid: "BU1" });
  expect(await columnsOf(statements)).toEqual(Object.keys(facts).sort());
});

test("every column that is said to mark has a change here, and every table of such columns a row", () => {
  const marked = Object.keys(facts).filter((column) => facts[column] === "marked");
  expect(Object.keys(changes).sort()).toEqual(marked.sort());
  const tables = new Set(marked.map((column) => column.split(".")[0]));
  expect([...tables].filter((table) => table !== "phone_numbers" && !rows[table ?? ""])).toEqual([]);
});

test.for(Object.entries(changes))("a change of %s leaves a mark", async ([column, sql]) => {
  expect(await marksAfter(sql)).toEqual(standFor(number.id, column.split(".")[0] ?? ""));
});

test.for(Object.entries(rows))("a row of %s that goes and one that comes leave a mark", async ([table, sql]) => {
  const gone = await marksAfter(`delete from ${table}${table === "agents" ? " where id = ''" : ""}`);
  // Of these rows none goes by itself: agents and findings are closed, plans end, what is known is forgotten with its number.
  const goes = ["messaging_registrations", "regulatory_claims"].includes(table);
  expect(gone).toEqual(goes ? standFor(number.id, table) : []);
  // An agent that nobody names yet bears on nothing.
  if (table !== "agents") expect(await marksAfter(sql)).toEqual(standFor(number.id, table));
});

test("a number that comes leaves a mark; what changes nothing about whether callers reach it does not", async () => {
  const other = "num_00000000000000000000000002";
  const copied = `insert into phone_numbers (tenant_id, id, e164, status, country, type, acquisition_method, voice, sms, mms, fax,
      tags, friendly_name, created_at, updated_at, carrier_id, metadata)
    select tenant_id, '${other}', '+14155550199', status, country, type, acquisition_method, voice, sms, mms, fax,
      tags, friendly_name, created_at, updated_at, carrier_id, metadata from phone_numbers`;
  expect(await marksAfter(copied)).toEqual([other]);
  expect(await marksAfter("update phone_numbers set friendly_name = 'Bar', deletion_lock = 1")).toEqual([]);
  expect(await marksAfter("update agent_checks set checked_at = 1, detail = 'again'")).toEqual([]);
  expect(await marksAfter("update bundle_states set asked_at = 1")).toEqual([]);
  const unused = "insert into regulatory_claims values ('BU9', ?1, 'bundle', null, 0)";
  expect(await marksAfter(unused)).toEqual([]);
});
