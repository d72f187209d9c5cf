import { sql } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { batchNamed, insertIf } from "#kernel/db/db";
import { Problem, validationFailed } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { applyCredentials, noCredentials } from "./credentials";
import { accountWithSid, someAccounts } from "./queries";
import type { carrierAccount } from "./responses";
import { sealSecrets } from "./secrets";
import { type CarrierAccountRow, carrierAccounts } from "./table";
import { type newCarrierAccount, toCarrierAccount } from "./wire";

/** Twilio accounts that a tenant may connect. A job verifies each of them every hour. */
const MAX_ACCOUNTS = 50;

/** Connects a Twilio account of the tenant. Its secrets are stored sealed, and no answer shows them. */
export async function connectAccount(
  ctx: Context,
  requested: z.infer<ReturnType<typeof newCarrierAccount>>,
): Promise<z.infer<typeof carrierAccount>> {
  requireScope(ctx, "accounts:write");
  const { db, principal, now } = ctx;
  const { name, region } = requested;
  const accountSid = `AC${requested.account_sid.slice(2).toLowerCase()}`;
  requireForeign(ctx, accountSid);
  const given = applyCredentials(noCredentials, requested);
  if ("mistakes" in given) throw validationFailed(given.mistakes);
  const { apiKeySid, secrets } = given.credentials;
  const owner = { id: ctx.newId("carrierAccount"), tenantId: principal.tenantId };
  const row: CarrierAccountRow = {
    ...owner,
    ...(await sealSecrets(ctx.vault, owner, secrets)),
    name,
    accountSid,
    region,
    apiKeySid,
    status: "unverified",
    verification: null,
    verifiedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    signing: null,
    signingLease: 0,
    nextCheckAt: now,
  };
  const {
    same: [same],
    some,
  } = await batchNamed(db, { same: accountWithSid(ctx, row), some: someAccounts(ctx, MAX_ACCOUNTS) });
  return await createOnce(ctx, {
    body: toCarrierAccount(row),
    only: {
      if: sql`not exists ${accountWithSid(ctx, row)} and (select count(*) from ${someAccounts(ctx, MAX_ACCOUNTS)}) < ${MAX_ACCOUNTS}`,
      otherwise: refusal(row, same?.id, some.length),
    },
    writes: (gate) => [
      insertIf(db, carrierAccounts, row, gate),
      recordEvent(db, sourceOf(ctx), "carrier_account.created", row.id, { name, account_sid: accountSid }),
    ],
  });
}

/** With the platform's own account a tenant could reach the numbers of all others. */
function requireForeign({ config }: Context, accountSid: string): void {
  if (config.twilio.accountSid.toLowerCase() !== accountSid.toLowerCase()) return;
  const detail = "This is the platform's own account. Connect a Twilio account of yours.";
  throw validationFailed([{ in: "body", pointer: "/account_sid", detail }]);
}

function refusal({ accountSid, region }: CarrierAccountRow, sameId: string | undefined, connected: number): Problem {
  if (sameId !== undefined) {
    return new Problem(
      "carrier_account_connected",
      `Your tenant has connected ${accountSid} in ${region} already, as ${sameId}. Change that one instead.`,
    );
  }
  return connected >= MAX_ACCOUNTS
    ? new Problem(
        "carrier_account_limit_reached",
        `Your tenant has connected ${MAX_ACCOUNTS} Twilio accounts, which is the limit. Delete one first.`,
      )
    : new Problem("changed_meanwhile", "Another request connected an account at the same moment. Retry the request.");
}
