import { runOnce } from "#idempotency/once";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { signingStateOf } from "./change-secrets";
import { accountClient, requireAccount } from "./queries";
import type { CarrierAccount } from "./responses";
import { setUpSigning, startRotation } from "./set-up-signing";
import { withSigningLease } from "./signing-lease";
import type { CarrierAccountRow } from "./table";
import { toCarrierAccount } from "./wire";

/** How long a replaced shared key is accepted. Twilio needs a minute to apply a rule, and repeats requests. */
const GRACE_MS = 24 * 60 * 60_000;
/** A repeat within this time is one of the same request, and makes no further key. */
const REPEAT_MS = 10 * 60_000;
const LAST_START_MS = 6_500;

/**
 * Replaces the shared key that signs the account's webhooks. The new key is accepted before Twilio signs with it, and
 * the old one for a day more; a later verification deletes that at Twilio, and finishes whatever a crash cut short.
 */
export async function rotateSigningKey(
  ctx: Context,
  id: string,
): Promise<{ readonly account: CarrierAccount; readonly version: number }> {
  const { body } = await runOnce(ctx, async () => {
    const row = await rotate(ctx, id);
    return { status: 200, body: { account: toCarrierAccount(row), version: row.version } };
  });
  return body;
}

async function rotate(ctx: Context, id: string): Promise<CarrierAccountRow> {
  requireScope(ctx, "accounts:write");
  const row = await requireAccount(ctx, id);
  if (!row.secretKinds.includes("signing_key")) {
    const detail =
      "Twilio signs this account's webhooks with its auth token. Replace that one instead (PATCH `auth_token`).";
    throw new Problem("illegal_transition", detail);
  }
  const { retired } = signingStateOf(row);
  if (Object.values(retired).some((at) => at > ctx.now + GRACE_MS - REPEAT_MS)) return row;
  const begun = ctx.elapsedMs();
  const mayGoOn = () => ctx.elapsedMs() - begun < LAST_START_MS;
  const { signing } = await accountClient(ctx, row);
  const outcome = await withSigningLease(ctx, id, async (lease) => {
    const parts = { signing, lease, mayGoOn };
    const stopped = await startRotation(ctx, row, parts, ctx.now + GRACE_MS);
    return stopped ?? (await setUpSigning(ctx, await requireAccount(ctx, id), parts));
  });
  if (outcome === null) throw new Problem("changed_meanwhile", "Another request is setting up the signing. Retry it.");
  const after = await requireAccount(ctx, id);
  if (after.secrets === row.secrets) {
    throw new Problem("carrier_unavailable", "Twilio did not create a new key. Verify the account to see why.", {
      retryAfter: 60,
    });
  }
  return after;
}
