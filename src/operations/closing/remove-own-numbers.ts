import { detachOne } from "#acquisition/imports/detach-one";
import { isPassing } from "#acquisition/imports/import-item";
import { removeNumberFromTrunk } from "#acquisition/trunk-numbers/remove-number";
import { ownNumberToRemove } from "#inventory/phone-numbers/job-reads";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { updateNumber } from "#inventory/phone-numbers/update-number";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";

interface Removal {
  readonly insists: boolean;
  readonly onRemoved: () => void;
  readonly onFailed: (phoneNumberId: string, error: unknown) => void;
  readonly mayGoOn: () => boolean;
}

/**
 * Takes the numbers that a closed tenant has elsewhere out of the inventory, one by one: imported ones with their
 * former settings, and those of trunks. Deletion locks do not count. `insists`: an imported number that can't be put
 * back now goes without its settings; otherwise it stays for the next run. A number that fails keeps no other one.
 * Returns `false` if the slice's share was used up before.
 */
export async function removeOwnNumbers(
  asTenant: Context,
  { insists, onRemoved, onFailed, mayGoOn }: Removal,
): Promise<boolean> {
  let after = "";
  for (;;) {
    const [number] = await ownNumberToRemove(asTenant, after);
    if (!number) return true;
    if (!mayGoOn()) return false;
    try {
      if (number.deletionLock) await updateNumber(asTenant, number.id, { deletion_lock: false }, undefined);
      if (await remove(asTenant, number, insists)) onRemoved();
    } catch (error) {
      onFailed(number.id, error);
    }
    after = number.id;
  }
}

/** Secrets that no key opens now: the operator may put the key back. */
const areUnreadable = ({ code, extras }: Problem): boolean =>
  code === "carrier_credentials_invalid" && (extras.carrierCode ?? null) === null;

async function remove(asTenant: Context, { id, sipTrunkId, acquisitionMethod }: NumberRow, insists: boolean) {
  if (acquisitionMethod === "sip_trunk") {
    await removeNumberFromTrunk(asTenant, sipTrunkId ?? "", id, { force: true });
    return true;
  }
  const isDone = await detachOne(asTenant, id, { force: false, dryRun: false }).then(
    ({ status }) => status === "succeeded",
    (error: unknown) => {
      if (insists) return false;
      if (!(error instanceof Problem)) throw error;
      // Twilio's refusal stays as it is, so waiting is of no use.
      return isPassing(error.code) || areUnreadable(error) ? false : null;
    },
  );
  if (isDone || (isDone === false && !insists)) return isDone;
  return (await detachOne(asTenant, id, { force: true, dryRun: false })).status === "succeeded";
}
