import { and, asc, eq, isNotNull, lte, sql } from "drizzle-orm";
import type { WebhookSigning } from "#kernel/ports/account-access";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { uuidV7 } from "#kernel/values/uuid";
import { noCredentials } from "./credentials";
import { accountClient } from "./queries";
import { sealSecrets } from "./secrets";
import { signedPrefixOf, signingNameOf } from "./set-up-signing";
import { withSigningLease } from "./signing-lease";
import { type CarrierAccountRow, carrierAccounts } from "./table";

/** After this the secrets are deleted even if Twilio's webhooks API never answered. */
const GIVE_UP_MS = 7 * 24 * 60 * 60_000;

/** Looks at the deletion of a rule before the next run goes on; Twilio needs up to a minute for it. */
const MAX_LOOKS = 3;

/** Deleted accounts whose signing at Twilio is still to be removed and whose time has come, the longest due first. */
export const accountsBeingDeleted = ({ db, now }: Pick<Context, "db" | "now">, limit: number) =>
  db
    .select()
    .from(carrierAccounts)
    .where(
      and(
        sql`${carrierAccounts.deletedAt} is not null and ${carrierAccounts.secretKinds} <> '[]'`,
        lte(carrierAccounts.nextCheckAt, now),
      ),
    )
    .orderBy(asc(carrierAccounts.nextCheckAt), asc(carrierAccounts.id))
    .limit(limit);

/**
 * Removes what the platform created at Twilio for a deleted account: rule, setting, key, in this order. Then it deletes
 * the account's secrets, which were needed for that. Returns whether it is finished; a repeat goes on.
 */
export async function finishDeletion(ctx: Context, row: CarrierAccountRow): Promise<boolean> {
  if (row.secretKinds.includes("signing_key") && ctx.now - (row.deletedAt ?? 0) < GIVE_UP_MS) {
    const { signing } = await accountClient(ctx, row);
    const removed = await withSigningLease(ctx, row.id, () => removeSigning(ctx, row, signing));
    if (!removed) return false;
  }
  const nothing = await sealSecrets(ctx.vault, row, noCredentials.secrets);
  await ctx.db
    .update(carrierAccounts)
    .set({ ...nothing, apiKeySid: null, signing: null })
    .where(and(eq(carrierAccounts.id, row.id), isNotNull(carrierAccounts.deletedAt)));
  return true;
}

/** Whether nothing of ours is left, or the credentials do not work any more, so that nothing can be removed. */
async function removeSigning(ctx: Context, row: CarrierAccountRow, signing: WebhookSigning): Promise<boolean> {
  const isOver = (result: CarrierResult<unknown>) =>
    result.kind === "refused" && result.code === "carrier_credentials_invalid";
  const [rules, settings, keys] = await Promise.all([signing.rules(), signing.settings(), signing.sharedKeys()]);
  if ([rules, settings, keys].some(isOver)) return true;
  if (rules.kind !== "ok" || settings.kind !== "ok" || keys.kind !== "ok") return false;
  const name = signingNameOf(row);
  const prefix = signedPrefixOf(ctx, row.tenantId);
  // A rule under another name belongs to an account that the tenant connected since.
  const rule = rules.value.find((one) => one.prefix === prefix && one.name === name);
  if (rule) {
    let change = await signing.deleteRule(rule.id, uuidV7(ctx.now, ctx.randomBytes));
    for (let looks = 0; change.kind === "ok" && change.value.state === "under_way" && looks < MAX_LOOKS; looks += 1) {
      change = await signing.operation(change.value.id);
    }
    // Settings are not deleted while the rule is: the next run finds it gone.
    if (change.kind !== "ok" || change.value.state !== "completed") return false;
  }
  for (const { id } of settings.value.filter((one) => one.name === name)) {
    if ((await signing.deleteSetting(id)).kind !== "ok") return false;
  }
  for (const { id } of keys.value.filter((one) => one.name === name)) {
    if ((await signing.deleteSharedKey(id)).kind !== "ok") return false;
  }
  return true;
}
