import { expect } from "vitest";
import type { Context } from "#kernel/ports/context";
import { change } from "../../support/event-log";
import { connectAccount, contextOf, stockImported } from "../../support/inventory";
import { freshNumber, withTenant } from "../../support/seed";
import { storeTrunk } from "../../support/sip-trunks";
import { tenantDatabase } from "../../support/tenant-database";
import { World } from "../sync/world";

/** Work for the jobs about tenants' own accounts and trunks. */

const rowsOf = async (sql: string, ...values: unknown[]): Promise<unknown[]> =>
  (
    await tenantDatabase
      .prepare(sql)
      .bind(...values)
      .all()
  ).results;

/** How often a tenant was told of each type. */
const eventsOf = (tenantId: string): Promise<unknown[]> =>
  rowsOf("select type, count(*) as n from events where tenant_id = ? group by type order by type", tenantId);

const openFindings = (tenantId: string): Promise<unknown[]> =>
  rowsOf("select kind from findings where tenant_id = ? and resolved_at is null order by kind", tenantId);

/** Two imported numbers: a setting of one was changed, and the other left the account. */
export async function differingAccount() {
  await World.clear();
  const { id: tenantId } = await withTenant();
  const ctx = contextOf(tenantId);
  const accountId = await connectAccount(ctx, { accountSid: `AC${"3".repeat(32)}`, authToken: "a token" });
  const world = new World(tenantId, 10);
  const [drifting, missing, former] = ["+14157780001", "+14157780002", "+14157780003"] as const;
  await world.ownAll([drifting, missing, former]);
  await change(
    `update phone_numbers set acquisition_method = 'imported', carrier_account_id = '${accountId}' where tenant_id = ?`,
    tenantId,
  );
  world.gain(drifting, { smsUrl: "https://other.example.com/sms" });
  world.gain(former);
  return {
    dress: (run: Context): Context => {
      const { carrier: numbers, ...dressed } = world.dress(run);
      return { ...dressed, carrier: run.carrier, carrierAccount: (of) => ({ ...run.carrierAccount(of), numbers }) };
    },
    pass: (ms: number) => {
      world.now += ms;
    },
    effects: async () => ({
      runs: await rowsOf("select distinct status from sync_runs where carrier_account = ?", accountId),
      findings: await openFindings(tenantId),
      events: await eventsOf(tenantId),
    }),
  };
}

/** An account with a bundle and two messaging services, of which one has the imported number. */
export async function accountWithDocuments() {
  // The job reads every account with numbers, so those of earlier tasks would make each run longer than the one before.
  await World.clear();
  const { id: tenantId } = await withTenant();
  const ctx = contextOf(tenantId);
  const accountId = await connectAccount(ctx, { accountSid: `AC${"7".repeat(32)}`, authToken: "a token" });
  const carrierId = `PN${accountId}`;
  const id = await stockImported(ctx, {
    e164: freshNumber(),
    carrier_account_id: accountId,
    carrier_id: carrierId,
  });
  const sid = `BU${accountId}`;
  await change(
    "insert into number_documents values (?, ?, 'none', null, ?, null, null, 0, ?)",
    id,
    carrierId,
    sid,
    accountId,
  );
  const ok = <T>(value: T) => Promise.resolve({ kind: "ok" as const, value });
  const documents = {
    bundles: (sids: readonly string[]) => ok(sids.map((one) => ({ sid: one, status: "approved", validUntil: null }))),
    senderGroups: () => ok(["MG1", "MG2"]),
    senderGroup: (group: string) =>
      ok({ state: "registered" as const, carrierIds: [group === "MG2" ? carrierId : "PNnotImported"] }),
    tollFreeVerifications: () => ok([]),
  };
  const rows = (table: string, columns: string) =>
    rowsOf(`select ${columns} from ${table} where carrier_account = ? order by 1`, accountId);
  const round =
    "position, incomplete, campaigns_began_at is null as campaigns, toll_free_began_at is null as toll_free";
  return {
    dress: (run: Context): Context => ({
      ...run,
      carrierAccount: (of) => {
        const account = run.carrierAccount(of);
        return { ...account, numbers: { ...account.numbers, ...documents } };
      },
    }),
    effects: async () => ({
      bundles: await rowsOf("select status from bundle_states where sid = ?", sid),
      registrations: await rows("messaging_registrations", "kind, sender_group, state"),
      rounds: await rows("account_document_rounds", round),
    }),
  };
}

/** Three trunks: one whose account is gone, one whose making at Twilio was cut short, and one whose removal was. */
export async function neglectedTrunks() {
  await change("update sip_trunks set deleted_at = 1, provisioning = 'provisioned'");
  const tenant = await withTenant();
  const removed = await tenant.api.post("/v1/sip-trunks", { name: "Old", provider: "byoc" });
  expect(removed.body.provisioning.error).toBeNull();
  await change(
    "update sip_trunks set deleted_at = 1, provisioning = 'removing', provisioning_until = 0 where id = ?",
    removed.body.id,
  );
  await storeTrunk(tenant, { carrierAccountId: "car_gone" });
  await storeTrunk(tenant, {
    provider: "twilio_elastic",
    carrierTrunkSid: null,
    provisioning: "pending",
    status: "unverified",
  });
  return {
    effects: async () => ({
      trunks: await rowsOf(
        `select provider, provisioning, status, provisioned = '{}' as bare, checked_at is null as unchecked
         from sip_trunks where tenant_id = ? order by id != ?, carrier_account_id`,
        tenant.id,
        removed.body.id,
      ),
      findings: await openFindings(tenant.id),
      events: await eventsOf(tenant.id),
    }),
  };
}
