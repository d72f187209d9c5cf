import { and, eq, inArray, lte } from "drizzle-orm";
import * as z from "zod";
import { readAccess } from "#connections/carrier-accounts/read-access";
import { nextAccountWithNumbers } from "#inventory/phone-numbers/carrier-inventory";
import { batchAll, describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { lazily } from "#kernel/values/lazily";
import type { Job, Slice } from "#operations/job-runs/job";
import type { ReadAccount } from "./read-account";
import { readBundlePage } from "./read-bundles";
import { readGroups, readVerifications } from "./read-registrations";
import { accountDocumentRounds, messagingRegistrations } from "./table";

/** The time between the ends of two rounds of one account. */
const ROUND_MS = 55 * 60_000;
/** The same after a round in which Twilio refused or did not answer a request. */
const RETRY_MS = 18 * 60_000;
/** The steps of one account's turn, so that a large account does not keep the others waiting. */
const STEPS_PER_TURN = 3;
/** An account that has not been read for so long has no numbers or no credentials any more. */
const ABANDONED_MS = 2 * 24 * 60 * 60_000;
const ABANDONED_AT_ONCE = 20;

/** A round reads these, in this order. */
const phases = ["bundles", "toll_free", "campaigns"] as const;

/** Where a round continues: the phase, and the cursor in it (null: its beginning). */
const storedPosition = lazily(() => z.tuple([z.enum(phases), z.string().nullable()]));
type Position = ReturnType<ReturnType<typeof storedPosition>["parse"]>;

/**
 * Reads the bundles and the registrations for messages of the numbers in tenants' own carrier accounts, each account
 * about hourly. The accounts have their turns in the order of their ids, and the cursor is the last one that had its
 * turn; their rows hold their positions. A killed slice is repeated from there.
 *
 * **Invariant:** whatever happens with one account, the job goes on with the next. A refusal of its credentials is no
 * error of the job: those facts stay unknown, and the verification of the account says so.
 */
export const readAccountsJob: Job = {
  name: "account-documents",
  description: "Reads the bundles and messaging registrations of numbers in tenants' own carrier accounts.",
  cron: "*/20 * * * *",
  looksAt: ["steps"],
  slice: readAccounts,
};

async function readAccounts(ctx: Context, cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const counted = { steps: 0, changed: 0, incomplete: 0, forgotten: 0 };
  if (cursor === null) counted.forgotten = await forgetAbandoned(ctx);
  let after = cursor ?? "";
  do {
    const [account] = await nextAccountWithNumbers(ctx.db, after);
    if (!account || account.id === null) return { counted, errors: [], next: null };
    try {
      const turn = await takeTurn(ctx, { id: account.id, tenantId: account.tenantId }, mayGoOn);
      counted.steps += turn.steps;
      counted.changed += turn.changed;
      if (turn.incomplete) counted.incomplete += 1;
    } catch (error) {
      counted.incomplete += 1;
      console.error({
        message: "an account's documents could not be read",
        id: account.id,
        error: describeError(error),
      });
    }
    after = account.id;
  } while (mayGoOn());
  return { counted, errors: [], next: after };
}

interface Turn {
  readonly steps: number;
  readonly changed: number;
  readonly incomplete: boolean;
}

const noTurn: Turn = { steps: 0, changed: 0, incomplete: false };

async function takeTurn(
  ctx: Context,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
  mayGoOn: () => boolean,
): Promise<Turn> {
  const [stored] = await ctx.db
    .select()
    .from(accountDocumentRounds)
    .where(eq(accountDocumentRounds.carrierAccount, id));
  if (stored && stored.position === null && stored.dueAt > ctx.now) return noTurn;
  const access = await readAccess(ctx, tenantId, id);
  if (!access) return noTurn;
  const account: ReadAccount = { id, carrier: ctx.carrierAccount(access).numbers };
  let position: Position | null = stored?.position
    ? storedPosition().parse(JSON.parse(stored.position))
    : [phases[0], null];
  let incomplete = (stored?.position ?? null) !== null && stored?.incomplete === true;
  let [steps, changed] = [0, 0];
  while (position !== null && steps < STEPS_PER_TURN && (steps === 0 || mayGoOn())) {
    const [phase, cursor]: Position = position;
    const slice = await readStep(ctx, account, phase, cursor, mayGoOn);
    if (slice.errors.length > 0) {
      incomplete = true;
      console.log({ message: "an account's documents were not read", id, phase, error: slice.errors[0] });
    }
    position = positionAfter(phase, slice);
    steps += 1;
    changed += slice.counted.changed ?? 0;
    await storePosition(ctx, id, position, incomplete);
  }
  return { steps, changed, incomplete };
}

function readStep(
  ctx: Context,
  account: ReadAccount,
  phase: Position[0],
  cursor: string | null,
  mayGoOn: () => boolean,
): Promise<Slice> {
  switch (phase) {
    case "bundles":
      return readBundlePage(ctx, account, cursor);
    case "toll_free":
      return readVerifications(ctx, account);
    case "campaigns":
      return readGroups(ctx, account, cursor, mayGoOn);
  }
}

/** Where the round continues; null when it is over. One refusal of bundles ends their phase. */
function positionAfter(phase: Position[0], { next, errors }: Slice): Position | null {
  if (next !== null && (phase !== "bundles" || errors.length === 0)) return [phase, next];
  const following = phases[phases.indexOf(phase) + 1];
  return following === undefined ? null : [following, null];
}

async function storePosition(
  { db, now }: Context,
  carrierAccount: string,
  position: Position | null,
  incomplete: boolean,
): Promise<void> {
  const fields = {
    position: position === null ? null : JSON.stringify(position),
    incomplete,
    dueAt: now + (incomplete ? RETRY_MS : ROUND_MS),
  };
  await db
    .insert(accountDocumentRounds)
    .values({ carrierAccount, ...fields })
    .onConflictDoUpdate({ target: accountDocumentRounds.carrierAccount, set: fields });
}

/**
 * Deletes the registrations of accounts that are not read any more; their bundles go with the numbers. Returns how many
 * accounts that were.
 */
async function forgetAbandoned({ db, now }: Context): Promise<number> {
  const abandoned = await db
    .select({ id: accountDocumentRounds.carrierAccount })
    .from(accountDocumentRounds)
    .where(lte(accountDocumentRounds.dueAt, now - ABANDONED_MS))
    .limit(ABANDONED_AT_ONCE);
  if (abandoned.length === 0) return 0;
  const ids = abandoned.map(({ id }) => id);
  // Not those whose round another run has continued meanwhile.
  const isAbandoned = db
    .select({ id: accountDocumentRounds.carrierAccount })
    .from(accountDocumentRounds)
    .where(
      and(inArray(accountDocumentRounds.carrierAccount, ids), lte(accountDocumentRounds.dueAt, now - ABANDONED_MS)),
    );
  await batchAll(db, [
    db.delete(messagingRegistrations).where(inArray(messagingRegistrations.carrierAccount, isAbandoned)),
    db.delete(accountDocumentRounds).where(inArray(accountDocumentRounds.carrierAccount, isAbandoned)),
  ]);
  return ids.length;
}
