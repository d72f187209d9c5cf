import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { requireAccount } from "#connections/carrier-accounts/queries";
import { type AccountSecrets, openSecrets, sealSecrets } from "#connections/carrier-accounts/secrets";
import { type CarrierAccountRow, carrierAccounts } from "#connections/carrier-accounts/table";
import { updateAccount } from "#connections/carrier-accounts/update-account";
import { numbersOfAccount } from "#inventory/phone-numbers/account-numbers";
import { insertAllIf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { keyIdOf, openVault } from "#kernel/ports/vault";
import { resealSecretsJob } from "#operations/connection-checks/reseal-secrets-job";
import type { Slice } from "#operations/job-runs/job";
import { withBareTenant } from "../../support/inventory";
import { withTenant } from "../../support/seed";

const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const vaultWith = (...keys: readonly Uint8Array[]) => openVault({ keys, randomBytes });
/** The key of the test platform, with which its other rows are sealed. */
const oldKey = Uint8Array.from(atob(env.SECRETS_KEY), (char) => char.charCodeAt(0));
const newKey = new Uint8Array(32).fill(9);

const ACCOUNTS = 1_000;
const secretsOf = (at: number): AccountSecrets => ({
  authToken: `token ${at}`,
  secondaryAuthToken: null,
  apiKeySecret: null,
  sharedKeys: [{ id: `webhooks_sharedkey_${at}`, secret: `shared ${at}` }],
});

async function store(ctx: Context): Promise<string[]> {
  const rows = await Promise.all(
    Array.from({ length: ACCOUNTS }, async (_, at): Promise<CarrierAccountRow> => {
      const owner = { id: ctx.newId("carrierAccount"), tenantId: ctx.principal.tenantId };
      return {
        ...owner,
        ...(await sealSecrets(vaultWith(oldKey), owner, secretsOf(at))),
        name: `Account ${at}`,
        accountSid: `AC${at.toString(16).padStart(32, "0")}`,
        region: "us1",
        apiKeySid: null,
        status: "verified",
        verification: null,
        verifiedAt: null,
        version: 1,
        createdAt: 0,
        updatedAt: 0,
        deletedAt: null,
        signing: null,
        signingLease: 0,
        nextCheckAt: Number.MAX_SAFE_INTEGER,
      };
    }),
  );
  await insertAllIf(ctx.db, carrierAccounts, rows);
  return rows.map(({ id }) => id);
}

/** Runs the job to its end. Each third slice dies, before or after its write, and is repeated from its cursor. */
async function runJob(ctx: Context, between: () => Promise<unknown>): Promise<number> {
  let [cursor, sealed, slices]: [string | null, number, number] = [null, 0, 0];
  do {
    slices += 1;
    const from: string | null = cursor;
    if (slices % 3 === 0) {
      const real = ctx.db.batch.bind(ctx.db);
      const spy = vi.spyOn(ctx.db, "batch").mockImplementationOnce(async (statements) => {
        if (slices % 2 === 0) await real(statements);
        throw new Error("The run was killed.");
      });
      await resealSecretsJob.slice(ctx, from, () => true).catch(() => null);
      spy.mockRestore();
    }
    const [slice]: [Slice, unknown] = await Promise.all([resealSecretsJob.slice(ctx, from, () => true), between()]);
    expect(slice.errors).toEqual([]);
    sealed += slice.counted.sealed ?? 0;
    cursor = slice.next;
  } while (cursor !== null);
  return sealed;
}

const asSent = { ifMatch: undefined, numbersOf: numbersOfAccount };

test("1,000 accounts are sealed under a new key while requests read and change them, and none fails to decrypt", async () => {
  const tenant = await withTenant();
  const hook = await tenant.api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/" });
  const bare = await withBareTenant();
  const ids = await store(bare);
  // An isolate of each deployment during the change: the new key behind the old one, and in front of it.
  const isolates = [vaultWith(oldKey, newKey), vaultWith(newKey, oldKey)];
  const changed = new Map<number, string>();
  let turn = 0;
  const requests = async () => {
    for (const vault of isolates) {
      const at = (turn * 37) % ACCOUNTS;
      turn += 1;
      const ctx = { ...bare, vault };
      const read = await openSecrets(vault, await requireAccount(ctx, ids[at] ?? ""));
      expect(read).toEqual({ ...secretsOf(at), authToken: changed.get(at) ?? `token ${at}` });
      const authToken = `changed ${turn}`;
      const written = await updateAccount(ctx, ids[at] ?? "", { auth_token: authToken }, asSent).then(
        () => true,
        // Lost against the job: the router repeats it.
        (error: { code?: string }) => error.code !== "changed_meanwhile" && Promise.reject(error),
      );
      if (written) changed.set(at, authToken);
    }
  };
  const ctx = { ...bare, vault: vaultWith(newKey, oldKey) };
  expect(await runJob(ctx, requests)).toBeGreaterThan(ACCOUNTS / 2);
  await runJob(ctx, async () => null);
  expect(await runJob(ctx, async () => null)).toBe(0);
  expect(turn).toBeGreaterThan(30);
  const onlyNew = vaultWith(newKey);
  const newest = await onlyNew.newestKeyId();
  for (const [at, id] of ids.entries()) {
    const row = await requireAccount(bare, id);
    expect(row.secretsKeyId).toBe(newest);
    expect((await openSecrets(onlyNew, row)).authToken).toBe(changed.get(at) ?? `token ${at}`);
  }
  const endpoint = await env.DB.prepare("select secrets from webhook_endpoints where id = ?")
    .bind(hook.body.id)
    .first<string>("secrets");
  const [stored] = JSON.parse(endpoint ?? "[]");
  expect(keyIdOf(stored.sealed)).toBe(newest);
  const owner = { tenantId: tenant.id, rowId: hook.body.id };
  expect(await onlyNew.open(stored.sealed, owner)).toBe(hook.body.secret);
});

test("a secret whose key is gone is an error of the run, which goes on with the others", async () => {
  const bare = await withBareTenant();
  const ids = await store(bare);
  const lost = await sealSecrets(
    vaultWith(new Uint8Array(32).fill(3)),
    { id: ids[3] ?? "", tenantId: bare.principal.tenantId },
    secretsOf(3),
  );
  await env.DB.prepare("update carrier_accounts set secrets = ? where id = ?").bind(lost.secrets, ids[3]).run();
  const slice = await resealSecretsJob.slice(
    { ...bare, vault: vaultWith(newKey, oldKey) },
    "carrier_accounts ",
    () => true,
  );
  expect(slice.counted).toMatchObject({ rows: 50 });
  expect(slice.errors.every(({ at }) => at === `carrier_accounts ${ids[3]}`)).toBe(true);
});
