import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sealEvents } from "#events/log/seal";
import type { Context } from "#kernel/ports/context";
import type { FeedObject } from "#kernel/ports/feed-object";
import { createJobRun } from "#runtime/job-context";
import { movingPort } from "../../porting/progress/moving-port";
import type { Json } from "../../support/api";
import { ownedBy } from "../../support/carrier";
import { addEvents, archived, change, exported, verified } from "../../support/event-log";
import { connectAccount, recordChangeOf, stock, withBareTenant } from "../../support/inventory";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { tenantDatabase, tenantJobContext } from "../../support/tenant-database";
import { standing, World } from "../sync/world";
import { accountWithDocuments, differingAccount, neglectedTrunks } from "./connection-tasks";

/** Work for every job, by its name. */

/** Jobs with a kill-anywhere test of their own: test/databases/moving-killed.test.ts. */
export const elsewhere: readonly string[] = ["move-tenants"];

/** Changes the platform's database, on which alone some jobs work. */
const changeFirst = (sql: string): Promise<D1Result> => env.DB.prepare(sql).run();

const DAY = 24 * 60 * 60_000;

/** Something that a job has to do. */
export interface Task {
  /** What there is to see of it once it is done, the same each time. */
  readonly effects: () => Promise<unknown>;
  /** Its own surroundings, if they are not the test's. */
  readonly dress?: (ctx: Context) => Context;
  readonly pass?: (ms: number) => void;
}

const countOf = (from: string, ...values: unknown[]): Promise<number | null> =>
  tenantDatabase
    .prepare(`select count(*) as n from ${from}`)
    .bind(...values)
    .first("n");
const eventsOf = (tenantId: string, type: string) => countOf("events where tenant_id = ? and type = ?", tenantId, type);

/** A number of a new tenant, which nobody bought. */
async function bareNumber(change: { status?: string; created_at?: number } = {}) {
  const ctx = await withBareTenant();
  const { tenantId } = ctx.principal;
  const id = ctx.newId("phoneNumber");
  await stock(ctx, [
    {
      id,
      e164: freshNumber(),
      status: "active",
      country: "US",
      type: "local",
      acquisition_method: "porting",
      sms: 1,
      mms: 0,
      tags: [],
      agent_id: null,
      friendly_name: "Line",
      created_at: 0,
      ...change,
    },
  ]);
  return { id, tenantId };
}

async function unevaluated(): Promise<Task> {
  const { id, tenantId } = await bareNumber();
  await recordChangeOf([id]);
  return {
    effects: async () => ({
      told: await eventsOf(tenantId, "phone_number.readiness_changed"),
      verdict: await tenantDatabase
        .prepare("select ready, version from number_readiness where phone_number_id = ?")
        .bind(id)
        .first(),
      flag: await tenantDatabase.prepare("select ready from phone_numbers where id = ?").bind(id).first("ready"),
    }),
  };
}

const ok = <T>(value: T) => ({ kind: "ok" as const, value });

const registrations = async () => ({
  known: (await tenantDatabase.prepare("select carrier_id, kind, state from messaging_registrations order by 1").all())
    .results,
  rounds: await countOf("messaging_rounds"),
});

/** Whose numbers the sync compares. */
let owner: Tenant | undefined;

export const tasks: Record<string, () => Promise<Task>> = {
  cleanup: async () => {
    const { id, tenantId } = await bareNumber({ status: "cooling_off" });
    await change("update phone_numbers set cooling_off_until = 1 where id = ?", id);
    return {
      effects: async () => ({
        status: await tenantDatabase.prepare("select status from phone_numbers where id = ?").bind(id).first("status"),
        told: await eventsOf(tenantId, "phone_number.released"),
      }),
    };
  },
  "seal-events": async () => {
    const tenant = await withTenant();
    await addEvents(tenant, 2);
    return {
      effects: async () => {
        const { verified: isWhole, to_seq, unsealed } = await verified(tenant);
        return { isWhole, to_seq, unsealed };
      },
    };
  },
  "archive-events": async () => {
    const tenant = await withTenant();
    await change("delete from events where tenant_id = ?", tenant.id);
    await addEvents(tenant, 3, Date.parse("2026-03-01T12:00:00Z"));
    await sealEvents(tenantJobContext(), null);
    return {
      effects: async () => {
        const days = await countOf("event_archives where tenant_id = ?", tenant.id);
        const kept = days === 0 ? [] : (await archived(tenant, "2026-03-01")).map(({ seq }) => seq);
        return { days, kept, left: await exported(tenant) };
      },
    };
  },
  sync: async () => {
    await change("delete from number_readiness");
    await World.clear();
    owner ??= await withTenant();
    const world = new World(owner.id, 10);
    const [drifting = "", moving = "", strange = "", gone = "", back = "", orphan = "", former = ""] = Array.from(
      { length: 7 },
      (_, at) => `+1415777${1_000 + at}`,
    );
    const ours = [drifting, moving, strange, gone, back];
    await world.ownAll(ours);
    await change("update phone_numbers set status = 'lost' where e164 = ?", back);
    for (const e164 of [drifting, moving, strange, former])
      world.gain(e164, e164 === former ? { label: "By hand" } : {});
    world.now += 15 * 60_000;
    await world.run();
    world.books.delete(former);
    world.change(drifting, { smsUrl: "" });
    world.change(moving, { carrierId: "PNmoved" });
    world.change(strange, { trunk: "TK1" });
    world.gain(back);
    world.gain(orphan, { label: "By hand" });
    world.now += 15 * 60_000;
    const types = [
      "phone_number.repaired",
      "phone_number.lost",
      "phone_number.found",
      "finding.opened",
      "finding.resolved",
    ];
    const eventCounts = () => Promise.all(types.map((type) => countOf("events where type = ?", type)));
    const before = await eventCounts();
    return {
      dress: world.dress,
      pass: (ms) => {
        world.now += ms;
      },
      effects: async () => ({
        statuses: (await standing()).statuses,
        findings: (await standing()).findings,
        events: (await eventCounts()).map((count, at) => (count ?? 0) - (before[at] ?? 0)),
        moved: await tenantDatabase
          .prepare("select carrier_id from phone_numbers where e164 = ?")
          .bind(moving)
          .first("carrier_id"),
        set: world.books.get(drifting)?.smsUrl === world.setupOf(drifting).smsUrl,
        lost: await countOf("findings where evidence ->> 'lost' and resolved_at is null"),
        seen: await countOf("sync_seen"),
      }),
    };
  },
  // With a live feed that takes nobody, so that there is something to tell of, and nothing to wait for.
  health: async () => {
    await changeFirst("delete from findings where kind = 'delivery_unproven'");
    await changeFirst("delete from health_probes");
    const full = { issue: async () => "full" };
    return {
      dress: (ctx) => ({ ...ctx, feedObject: () => full as unknown as FeedObject }),
      effects: async () => ({
        checks: await env.DB.prepare("select checks from health_probes where finished_at is not null")
          .first<string>("checks")
          .then((checks) => JSON.parse(checks ?? "[]").map(({ name, ok }: Json) => [name, ok])),
        findings: await standing(env.DB).then(({ findings }) =>
          findings.filter((each) => each.startsWith("delivery_")),
        ),
      }),
    };
  },
  "readiness-changes": unevaluated,
  readiness: unevaluated,
  "agent-health": async () => {
    const { tenantId } = await bareNumber();
    // Those of other tasks would be asked too.
    await change("update agents set deleted_at = 1");
    await change(
      `insert into agents (id, tenant_id, name, kind, destination, version, created_at, updated_at)
       values ('agt_' || ?1, ?1, 'Desk', 'say', '{"kind":"say","message":"Hello."}', 1, 0, 0)`,
      tenantId,
    );
    return { effects: () => countOf("agent_checks where tenant_id = ?", tenantId) };
  },
  "verify-carrier-accounts": async () => {
    const ctx = await withBareTenant();
    await change("update carrier_accounts set deleted_at = 1, secret_kinds = '[]' where deleted_at is null");
    await connectAccount(ctx, { accountSid: `AC${"6".repeat(32)}`, authToken: "a token that Twilio refuses" });
    return { effects: () => eventsOf(ctx.principal.tenantId, "carrier_account.verification_failed") };
  },
  "account-sync": differingAccount,
  "account-documents": accountWithDocuments,
  "sip-trunk-health": neglectedTrunks,
  "porting-progress": movingPort,
  "reseal-secrets": async () => {
    const ctx = await withBareTenant();
    const id = await connectAccount(ctx, { accountSid: `AC${"5".repeat(32)}`, authToken: "a token" });
    const { vault } = ctx;
    // Stands in for a newer key: it seals as the old one does, under another name.
    const newer = {
      ...vault,
      newestKeyId: async () => "newer",
      seal: async (...parts: Parameters<typeof vault.seal>) =>
        (await vault.seal(...parts)).replace(/^v1\.\w+/, "v1.newer"),
    };
    return {
      dress: (run) => ({ ...run, vault: newer }),
      effects: () => countOf("carrier_accounts where id = ? and secrets_key_id = 'newer'", id),
    };
  },
  bundles: async () => {
    const { id } = await bareNumber();
    const sid = `BU${id}`;
    await change("insert into number_documents values (?, 'PN1', 'none', null, ?, null, null, 0, 'platform')", id, sid);
    const bundles = async () => ok([{ sid, status: "approved" as const, validUntil: null }]);
    return {
      dress: (ctx) => ({ ...ctx, carrier: { ...ctx.carrier, bundles } }),
      effects: () => tenantDatabase.prepare("select status from bundle_states where sid = ?").bind(sid).first("status"),
    };
  },
  "messaging-campaigns": async () => {
    await change("delete from messaging_registrations");
    await change("delete from messaging_rounds");
    const senderGroups = async () => ok(["MG1", "MG2"]);
    const senderGroup = async (id: string) => ok({ state: "registered" as const, carrierIds: [`PN${id}`] });
    return {
      dress: (ctx) => ({ ...ctx, carrier: { ...ctx.carrier, senderGroups, senderGroup } }),
      effects: registrations,
    };
  },
  "toll-free-verifications": async () => {
    await change("delete from messaging_registrations");
    await change("delete from messaging_rounds");
    const tollFreeVerifications = async () => ok([{ carrierId: "PN1", state: "registered" as const }]);
    return {
      dress: (ctx) => ({ ...ctx, carrier: { ...ctx.carrier, tollFreeVerifications } }),
      effects: registrations,
    };
  },
  "porting-settings": async () => {
    const { porting } = createJobRun(env, createExecutionContext()).newContext().carrierAccount(null);
    await porting.setWebhook({ portInUrl: "https://crm.example.net/port", portOutUrl: null, events: [] });
    await changeFirst("delete from findings where kind = 'porting_setting_conflict'");
    const origin = "https://pm.acme.com";
    return {
      dress: (ctx) => ({ ...ctx, config: { ...ctx.config, publicOrigin: origin, origins: [origin] } }),
      effects: async () => ({
        webhook: await porting.getWebhook(),
        findings: await env.DB.prepare(
          "select count(*) as n from findings where kind = 'porting_setting_conflict'",
        ).first("n"),
      }),
    };
  },
  inactivity: async () => {
    const { tenantId } = await bareNumber({ created_at: Date.now() - 60 * DAY });
    await change(
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
       values ('fnd_' || ?1, ?1, 'number_inactive', 'phone_number', 'num_gone', '{}', 0)`,
      tenantId,
    );
    return {
      effects: async () => ({
        open: await countOf("findings where tenant_id = ? and resolved_at is null", tenantId),
        opened: await eventsOf(tenantId, "finding.opened"),
        closed: await eventsOf(tenantId, "finding.resolved"),
      }),
    };
  },
  // One tenant whose number is to be released, and one whose data is to be deleted.
  "close-tenants": async () => {
    await change("update tenants set status = 'active' where status = 'closed'");
    const [releasing, deleting] = [await withTenant(), await withTenant()];
    const number = await ownedBy(releasing);
    for (const table of ["calls", "messages"]) {
      await change(table === "calls" ? insertCall : insertMessage, deleting.id);
    }
    await change("update tenants set status = 'closed', release_at = 1 where id = ?", releasing.id);
    await change("update tenants set status = 'closed', release_at = 1, delete_at = 1 where id = ?", deleting.id);
    const tables = ["calls", "messages", "api_keys"];
    return {
      effects: async () => ({
        released: await tenantDatabase
          .prepare("select status from phone_numbers where id = ?")
          .bind(number.id)
          .first("status"),
        left: await Promise.all(tables.map((table) => countOf(`${table} where tenant_id = ?`, deleting.id))),
        exported: await exportedTables(deleting),
        deleted: await eventsOf(deleting.id, "tenant.data_deleted"),
      }),
    };
  },
};

const insertCall = `insert into calls (id, tenant_id, phone_number_id, carrier_id, from_kind, to_number, status, started_at,
    legs, seen, created_at, updated_at)
  values (?1 || '_calls', ?1, 'num_1', 'CA1', 'sip', '+14155550199', 'completed', 0, '{}', '{}', 0, 0)`;
const insertMessage = `insert into messages (id, tenant_id, phone_number_id, carrier_id, direction, to_number, body, media,
    segments, status, seen, created_at, updated_at)
  values (?1 || '_messages', ?1, 'num_1', 'SM1', 'inbound', '+14155550199', '', '[]', 1, 'received', '{}', 0, 0)`;

/** The tables of which a tenant's export has rows, each once however often it was written. */
async function exportedTables({ id }: Tenant): Promise<string[]> {
  const { objects } = await env.ARCHIVE.list({ prefix: `exports/${id}/` });
  return [...new Set(objects.map(({ key }) => key.split("/").at(-1)?.split(".")[0] ?? ""))].sort();
}
