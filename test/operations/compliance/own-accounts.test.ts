import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readAccountsJob } from "#operations/compliance/read-accounts";
import { readBundlesJob } from "#operations/compliance/read-bundles";
import { readCampaigns, readTollFree } from "#operations/compliance/read-registrations";
import { evaluateChangesJob } from "#operations/readiness/jobs";
import { accountSync } from "#operations/sync/account-job";
import type { Json } from "../../support/api";
import { change } from "../../support/event-log";
import { connectAccount, contextOf, stockImported } from "../../support/inventory";
import { runAll, runToEnd } from "../../support/jobs";
import { sandbox } from "../../support/sandbox";
import { type SandboxAccount, sandboxAccount } from "../../support/sandbox-account";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/** The readiness of numbers that stay in tenants' own accounts: documents and registrations are those of the account. */

const MINUTE = 60_000;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  await change("delete from number_documents where carrier_account <> 'platform'");
  await change("update phone_numbers set carrier_account_id = null where acquisition_method = 'imported'");
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await sandbox.clearFaults();
});

const later = (ms = MINUTE) => vi.setSystemTime(Date.now() + ms);

interface Own {
  readonly tenant: Tenant;
  readonly account: SandboxAccount;
  readonly accountId: string;
  readonly control: (method: string, path: string, body?: unknown) => Promise<Json>;
}

async function withAccount(): Promise<Own> {
  const [tenant, account] = [await withTenant(), await sandboxAccount()];
  const access = { accountSid: account.sid, authToken: account.authToken };
  return {
    tenant,
    account,
    accountId: await connectAccount(contextOf(tenant.id), access),
    control: (method, path, body) => sandbox.inAccount(account.sid, method, path, body),
  };
}

async function imported({ tenant, account, accountId }: Own, e164 = freshNumber(), settings: Json = {}) {
  const { sid } = await account.add(e164, settings);
  const row = { e164, carrier_account_id: accountId, carrier_id: sid };
  return { id: await stockImported(contextOf(tenant.id), row), e164, sid };
}

const readiness = async ({ tenant }: Own, { id }: { id: string }): Promise<Json> =>
  (await tenant.api.get(`/v1/phone-numbers/${id}/readiness`)).body;
const causes = ({ causes: all }: Json): string[] => all.map(({ code }: Json) => code);

async function read(): Promise<Record<string, number>> {
  later(70 * MINUTE);
  await runAll(accountSync);
  later();
  const counted = await runAll(readAccountsJob);
  await runAll(evaluateChangesJob);
  return counted;
}

test("bundles, addresses and registrations of an own account are read, are the tenant's own, and reach the readiness", async () => {
  const own = await withAccount();
  const address = await own.control("POST", "/addresses", { iso_country: "DE" });
  const bundle = await own.control("POST", "/bundles", {
    iso_country: "DE",
    number_type: "local",
    status: "twilio-approved",
  });
  const german = await imported(own, "+493023459001", { bundle_sid: bundle.sid, address_sid: address.sid });
  const [inside, outside] = [await imported(own), await imported(own)];
  const service = await own.control("POST", "/messaging-services", {
    phone_numbers: [inside.e164],
    campaign_status: "IN_PROGRESS",
  });
  expect((await readiness(own, inside)).messaging.state).toBe("unknown");
  await read();
  expect(await readiness(own, german)).toMatchObject({
    documents: {
      address: { holder: "you", address_sid: address.sid },
      bundle: { holder: "you", bundle_sid: bundle.sid, standing: "approved" },
    },
  });
  expect((await readiness(own, german)).unknown).not.toEqual(expect.arrayContaining(["bundle"]));
  expect(causes(await readiness(own, inside))).toContain("messaging_registration_pending");
  expect(causes(await readiness(own, outside))).toContain("messaging_unregistered");

  await own.control("POST", `/bundles/${bundle.sid}`, { status: "twilio-rejected" });
  await own.control("POST", `/messaging-services/${service.sid}`, { campaign_status: "VERIFIED" });
  await read();
  expect(causes(await readiness(own, german))).toContain("bundle_rejected");
  expect(await readiness(own, inside)).toMatchObject({ messaging: { needs: "campaign", state: "registered" } });
  const { body } = await own.tenant.api.get(`/v1/events?type=phone_number.readiness_changed&subject_id=${german.id}`);
  expect(body.data[0].data.causes).toContain("bundle_rejected");
});

test("the platform's rounds leave what was read of own accounts, and what is not imported is not stored", async () => {
  const own = await withAccount();
  const here = await imported(own);
  const elsewhere = freshNumber();
  await own.account.add(elsewhere);
  await own.control("POST", "/messaging-services", {
    phone_numbers: [here.e164, elsewhere],
    campaign_status: "VERIFIED",
  });
  await read();
  for (const job of [readBundlesJob, readCampaigns, readTollFree]) await runAll(job);
  const stored = await env.DB.prepare("select carrier_id from messaging_registrations where carrier_account = ?")
    .bind(own.accountId)
    .all();
  expect(stored.results).toEqual([{ carrier_id: here.sid }]);
  // The platform's round read another account: it proves nothing about a number that came to this one later.
  later();
  const newer = await imported(own);
  await runAll(readCampaigns);
  expect((await readiness(own, newer)).messaging.state).toBe("unknown");
});

test("what the credentials may not read stays unknown, the job has no error, and other accounts are read", async () => {
  const [refused, fine] = [await withAccount(), await withAccount()];
  const numbers = [await imported(refused), await imported(fine)] as const;
  const fault = { kind: "refuse", status: 401, code: 70051, message: "No permission", times: -1 };
  for (const operation of ["messaging", "bundles"]) await refused.control("POST", "/faults", { ...fault, operation });
  later(70 * MINUTE);
  await runAll(accountSync);
  later();
  expect(await runToEnd(readAccountsJob)).toMatchObject({ errors: [], counted: { incomplete: 1 } });
  expect((await readiness(refused, numbers[0])).messaging.state).toBe("unknown");
  expect((await readiness(fine, numbers[1])).messaging.state).toBe("none");
  const { body } = await refused.tenant.api.post(`/v1/carrier-accounts/${refused.accountId}/verify`);
  expect(body.status).toBe("verified");
  const { rungs } = (await refused.tenant.api.get(`/v1/carrier-accounts/${refused.accountId}/verification`)).body;
  expect(rungs.find(({ rung }: Json) => rung === "documents")).toMatchObject({
    status: "warning",
    carrier_code: 70051,
    hint: expect.stringContaining("unknown"),
  });
});

test("accounts have turns: a large one goes on in the next run, one that was just read waits, and one without numbers is forgotten", async () => {
  const own = await withAccount();
  const number = await imported(own);
  const services = 50;
  for (let count = 0; count < services; count += 1) {
    await own.control("POST", "/messaging-services", { phone_numbers: [], campaign_status: null });
  }
  later(70 * MINUTE);
  await runAll(accountSync);
  later();
  // Bundles, toll-free verifications and 20 services in a turn.
  const rounds: unknown[] = [];
  for (let runs = 0; runs < 3; runs += 1) {
    rounds.push((await runAll(readAccountsJob)).steps);
    rounds.push((await readiness(own, number)).messaging.state);
  }
  expect(rounds).toEqual([3, "unknown", 2, "none", 0, "none"]);
  await change("update phone_numbers set status = 'released' where id = ?", number.id);
  later(3 * 24 * 60 * MINUTE);
  expect((await runAll(readAccountsJob)).forgotten).toBeGreaterThan(0);
  const left = await env.DB.prepare("select count(*) as n from account_document_rounds where carrier_account = ?")
    .bind(own.accountId)
    .first("n");
  expect(left).toBe(0);
});
