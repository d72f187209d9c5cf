import { and, eq, isNull, sql } from "drizzle-orm";
import { batchNamed, type Statement, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { requireAccount } from "./queries";
import { type AccountSecrets, openSecrets, sealSecrets } from "./secrets";
import { type CarrierAccountRow, carrierAccounts, type SigningState } from "./table";

/** Attempts before the change is given up: only another change of the secrets at the same moment costs one. */
const ATTEMPTS = 5;

/**
 * Changes an account's secrets while `lease` is held, by compare-and-set on the sealed text, so that no other change is
 * lost. `events` follow the update in its batch. Returns the new row; null if the lease is over or the account was
 * deleted.
 */
export async function changeSecrets(
  ctx: Context,
  { id, lease }: { readonly id: string; readonly lease: number },
  change: (row: CarrierAccountRow, secrets: AccountSecrets) => { secrets: AccountSecrets; signing: SigningState },
  events: readonly Statement[] = [],
): Promise<CarrierAccountRow | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const row = await requireAccount(ctx, id);
    const { secrets, signing } = change(row, await openSecrets(ctx.vault, row));
    const fields = { ...(await sealSecrets(ctx.vault, row, secrets)), signing, updatedAt: ctx.now };
    const update = ctx.db
      .update(carrierAccounts)
      .set({ ...fields, version: sql`${carrierAccounts.version} + 1` })
      .where(
        and(
          eq(carrierAccounts.id, id),
          eq(carrierAccounts.secrets, row.secrets),
          eq(carrierAccounts.version, row.version),
          eq(carrierAccounts.signingLease, lease),
          isNull(carrierAccounts.deletedAt),
        ),
      );
    const { written } = await batchNamed(ctx.db, { written: update, events });
    if (wroteSomething(written)) return { ...row, ...fields, version: row.version + 1 };
  }
  return null;
}

export const signingStateOf = ({ signing }: Pick<CarrierAccountRow, "signing">): SigningState =>
  signing ?? { retired: {} };
