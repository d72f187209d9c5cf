import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, describeError, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem, validationFailed } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { applyCredentials, type Credentials, changedCredentials, noCredentials } from "./credentials";
import { type NumbersOfAccount, requireUnused } from "./numbers-in-use";
import { requireAccount } from "./queries";
import { openSecrets, sealSecrets } from "./secrets";
import { type CarrierAccountRow, carrierAccounts } from "./table";
import { hasSigningSecret } from "./webhook-verification";
import type { carrierAccountChange } from "./wire";

/**
 * Changes an account's name or credentials. Changed credentials make it `unverified`. Refused if it would take away the
 * last secret with which webhooks are verified while numbers are in use.
 */
export async function updateAccount(
  ctx: Context,
  id: string,
  requested: z.infer<ReturnType<typeof carrierAccountChange>>,
  { ifMatch, numbersOf }: { readonly ifMatch: string | undefined; readonly numbersOf: NumbersOfAccount },
): Promise<CarrierAccountRow> {
  requireScope(ctx, "accounts:write");
  const { db, now } = ctx;
  const before = await requireAccount(ctx, id);
  requireMatch(ifMatch, before.version);
  const { name = before.name, ...sent } = requested;
  const { credentials: next, changed: credentials } = await changeOf(ctx, before, sent);
  const changed = [...(name === before.name ? [] : ["name"]), ...credentials];
  if (changed.length === 0) return before;
  const sealed = next && (await sealSecrets(ctx.vault, before, next.secrets));
  const unverifiable = sealed !== null && hasSigningSecret(before) && !hasSigningSecret(sealed);
  if (unverifiable) await requireUnused(ctx, id, numbersOf, () => KEEP_A_TOKEN);
  const fields = {
    name,
    ...(sealed && {
      apiKeySid: next.apiKeySid,
      ...sealed,
      status: "unverified" as const,
      nextCheckAt: now,
    }),
    version: before.version + 1,
    updatedAt: now,
  };
  const { updated } = await batchNamed(db, {
    updated: db
      .update(carrierAccounts)
      .set(fields)
      .where(
        and(
          eq(carrierAccounts.id, id),
          eq(carrierAccounts.version, before.version),
          // The job that seals secrets under a new key, and signing keys, do not raise the version.
          eq(carrierAccounts.secrets, before.secrets),
          unverifiable ? sql`not exists ${numbersOf(db, id, 1)}` : undefined,
        ),
      ),
    event: recordEvent(db, sourceOf(ctx), "carrier_account.updated", id, {
      name,
      account_sid: before.accountSid,
      changed,
    }),
  });
  if (!wroteSomething(updated)) throw accountChanged(id);
  return { ...before, ...fields };
}

const KEEP_A_TOKEN =
  "Their webhooks are verified with the auth token, so it can't be removed while they are. Send another `auth_token` " +
  "instead, or take the numbers out first.";

type Sent = Omit<z.infer<ReturnType<typeof carrierAccountChange>>, "name">;

/**
 * The credentials after the request, and the fields that it changed; null if none. Secrets that no key opens count as
 * missing, so that a request with new ones replaces them.
 */
async function changeOf(
  ctx: Context,
  before: CarrierAccountRow,
  sent: Sent,
): Promise<{ readonly credentials: Credentials | null; readonly changed: readonly string[] }> {
  if (Object.keys(sent).length === 0) return { credentials: null, changed: [] };
  const secrets = await openSecrets(ctx.vault, before).catch((error: unknown) => {
    const message = "a carrier account's secrets can't be opened, so a request replaces them";
    console.error({ message, carrier_account_id: before.id, error: describeError(error) });
    return noCredentials.secrets;
  });
  const stored = { apiKeySid: before.apiKeySid, secrets };
  const given = applyCredentials(stored, sent);
  if ("mistakes" in given) throw validationFailed(given.mistakes);
  const changed = changedCredentials(stored, given.credentials);
  return { credentials: changed.length === 0 ? null : given.credentials, changed };
}

const accountChanged = (id: string): Problem =>
  new Problem("changed_meanwhile", `Another request changed ${id} at the same moment. Read it again and retry.`);
