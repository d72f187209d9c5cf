import { and, eq, sql } from "drizzle-orm";
import * as z from "zod";
import { importedAmong } from "#inventory/phone-numbers/imported-numbers";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { insertAllIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { PLATFORM_ACCOUNT } from "#kernel/values/ids";
import { lazily } from "#kernel/values/lazily";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { inTextRange } from "./queries";
import type { ReadAccount } from "./read-account";
import { changesTo, type KnownRegistration, type RegistrationKind } from "./registration";
import {
  accountDocumentRounds,
  messagingRegistrations,
  messagingRounds,
  numberDocuments,
  type RegistrationRow,
} from "./table";
import { unanswered } from "./unanswered-error";

/** Messaging services that a slice reads at most. Each takes two list requests. */
export const GROUPS_AT_ONCE = 20;
/** Messaging services that a slice reads concurrently: two requests each; a Worker has at most six connections. */
const CONCURRENT_READS = 3;
/** Rows in one JSON parameter: far below D1's 2 MB. */
const ROWS_PER_STATEMENT = 1_000;

/**
 * Reads the numbers of each A2P 10DLC messaging service, every ten minutes. The cursor holds the round's start, the
 * last service read and whether every read succeeded. Writes changed registrations and puts their numbers into the
 * readiness queue. A killed slice is repeated from its cursor.
 */
export const readCampaigns: Job = {
  name: "messaging-campaigns",
  description: "Reads which numbers may send messages by a campaign that the carrier has registered.",
  cron: "*/10 * * * *",
  looksAt: ["groups", "numbers"],
  slice: (ctx, cursor, hasTime) => readGroups(ctx, platformOf(ctx), cursor, hasTime),
};

/**
 * Reads all toll-free verifications in one slice, every ten minutes. Writes changed registrations and puts their
 * numbers into the readiness queue. A killed slice wrote all changes or none, because they are one batch.
 */
export const readTollFree: Job = {
  name: "toll-free-verifications",
  description: "Reads which toll-free numbers the carrier has verified for messages.",
  cron: "*/10 * * * *",
  looksAt: ["numbers"],
  slice: (ctx) => readVerifications(ctx, platformOf(ctx)),
};

const platformOf = ({ carrier }: Context): ReadAccount => ({ id: PLATFORM_ACCOUNT, carrier });

/** A pass over all services. Only a complete one proves that a number has no registration. */
interface Round {
  readonly beganAt: number;
  /** The id of the last service read; empty at the start. */
  readonly after: string;
  /** Every read so far succeeded. */
  readonly complete: boolean;
}

const storedRound = lazily(() => z.tuple([z.int(), z.string(), z.boolean()]));

function readRound(cursor: string): Round {
  const [beganAt, after, complete] = storedRound().parse(JSON.parse(cursor));
  return { beganAt, after, complete };
}

const writeRound = ({ beganAt, after, complete }: Round): string => JSON.stringify([beganAt, after, complete]);

/**
 * Reads messaging services of an account in the order of their ids, and replaces the stored registrations of their key
 * range, which also removes those of deleted services. A service that cannot be read keeps its registrations, and its
 * round does not count as complete.
 */
export async function readGroups(
  ctx: Context,
  account: ReadAccount,
  cursor: string | null,
  hasTime: () => boolean,
): Promise<Slice> {
  const round = cursor === null ? { beganAt: ctx.now, after: "", complete: true } : readRound(cursor);
  const listed = await account.carrier.senderGroups();
  if (listed.kind !== "ok") return { counted: {}, errors: [unanswered("groups", listed)], next: null };
  const pending = [...new Set(listed.value)].filter((id) => id > round.after).sort();
  const { read, errors, failed, reached } = await readServices(account, pending.slice(0, GROUPS_AT_ONCE), hasTime);
  const next = reached < pending.length ? (pending[reached - 1] ?? round.after) : null;
  const known = await inInventory(ctx, account, read);
  const stored = (await storedRegistrations(ctx, account, "campaign", { after: round.after, upTo: next })).filter(
    ({ senderGroup }) => !failed.has(senderGroup),
  );
  const changes = registrationChanges(ctx, account, "campaign", stored, known);
  const complete = round.complete && errors.length === 0;
  await write(ctx, [
    ...changes.statements,
    ...(next === null && complete ? [completeRound(ctx, account, "campaign", round.beganAt)] : []),
  ]);
  return {
    counted: { groups: reached, numbers: read.length, changed: changes.count },
    errors,
    next: next === null ? null : writeRound({ ...round, after: next, complete }),
  };
}

/**
 * Reads services until the slice's time is used, but always the first `CONCURRENT_READS`, so that each slice
 * advances.
 */
async function readServices({ carrier }: ReadAccount, groups: readonly string[], hasTime: () => boolean) {
  const read: KnownRegistration[] = [];
  const errors: JobError[] = [];
  const failed = new Set<string>();
  let reached = 0;
  while (reached < groups.length && (reached === 0 || hasTime())) {
    const together = groups.slice(reached, reached + CONCURRENT_READS);
    const answers = await Promise.all(together.map((id) => carrier.senderGroup(id)));
    for (const [at, answer] of answers.entries()) {
      const senderGroup = together[at] ?? "";
      if (answer.kind === "ok") {
        const { state, carrierIds } = answer.value;
        read.push(...carrierIds.map((carrierId) => ({ carrierId, senderGroup, state })));
      } else {
        errors.push(unanswered(`the group ${senderGroup}`, answer));
        failed.add(senderGroup);
      }
    }
    reached += together.length;
  }
  return { read, errors, failed, reached };
}

/** Reads all verifications of an account, because there are few. A failed list request changes nothing. */
export async function readVerifications(ctx: Context, account: ReadAccount): Promise<Slice> {
  const listed = await account.carrier.tollFreeVerifications();
  if (listed.kind !== "ok") return { counted: {}, errors: [unanswered("verifications", listed)], next: null };
  const all = listed.value.map((one) => ({ ...one, senderGroup: "" }));
  const read = await inInventory(ctx, account, all);
  const { statements, count } = registrationChanges(
    ctx,
    account,
    "toll_free",
    await storedRegistrations(ctx, account, "toll_free", null),
    read,
  );
  await write(ctx, [...statements, completeRound(ctx, account, "toll_free", ctx.now)]);
  return { counted: { numbers: read.length, changed: count }, errors: [], next: null };
}

/** In a tenant's account all but the imported numbers are the tenant's business, and are not stored. */
async function inInventory(
  { db }: Context,
  { id }: ReadAccount,
  read: readonly KnownRegistration[],
): Promise<readonly KnownRegistration[]> {
  if (id === PLATFORM_ACCOUNT || read.length === 0) return read;
  const imported = await importedAmong(
    db,
    read.map(({ carrierId }) => carrierId),
  );
  const carrierIds = new Set(
    imported.flatMap(({ carrierId, carrierAccountId }) => (carrierAccountId === id ? [carrierId] : [])),
  );
  return read.filter(({ carrierId }) => carrierIds.has(carrierId));
}

const storedRegistrations = (
  { db }: Context,
  { id }: ReadAccount,
  kind: RegistrationKind,
  keyRange: Parameters<typeof inTextRange>[1] | null,
) =>
  db
    .select()
    .from(messagingRegistrations)
    .where(
      and(
        eq(messagingRegistrations.carrierAccount, id),
        eq(messagingRegistrations.kind, kind),
        keyRange === null ? undefined : inTextRange(messagingRegistrations.senderGroup, keyRange),
      ),
    );

/** The statements that turn the stored registrations into those read, and the number of changed registrations. */
function registrationChanges(
  { db, now }: Context,
  { id: carrierAccount }: ReadAccount,
  kind: RegistrationKind,
  stored: readonly RegistrationRow[],
  read: readonly KnownRegistration[],
) {
  const { written, removed } = changesTo(stored, read);
  const rows = written.map((known): RegistrationRow => ({ carrierAccount, ...known, kind, changedAt: now }));
  const statements = [
    ...[...chunks(removed, ROWS_PER_STATEMENT)].flatMap((part) => [
      markNumbersDirty(db, part),
      deleteRegistrations(db, carrierAccount, kind, part),
    ]),
    ...[...chunks(rows, ROWS_PER_STATEMENT)].flatMap((part) => [
      markNumbersDirty(db, part),
      upsertRegistrations(db, part),
    ]),
  ];
  return { statements, count: written.length + removed.length };
}

/** Puts the numbers of these registrations into the readiness queue. */
const markNumbersDirty = (db: Context["db"], rows: readonly Pick<RegistrationRow, "carrierId">[]): Statement => {
  const carrierIds = JSON.stringify(rows.map(({ carrierId }) => carrierId));
  return markDirty(
    db,
    sql`${numberDocuments.phoneNumberId}`,
    sql`from json_each(${carrierIds}) cross join ${numberDocuments} where ${numberDocuments.carrierId} = value`,
  );
};

const upsertRegistrations = (db: Context["db"], rows: readonly RegistrationRow[]): Statement =>
  insertAllIf(db, messagingRegistrations, rows).onConflictDoUpdate({
    target: [messagingRegistrations.carrierId, messagingRegistrations.kind],
    set: {
      senderGroup: sql`excluded.sender_group`,
      state: sql`excluded.state`,
      changedAt: sql`excluded.changed_at`,
      carrierAccount: sql`excluded.carrier_account`,
    },
  });

const deleteRegistrations = (
  db: Context["db"],
  carrierAccount: string,
  kind: RegistrationKind,
  rows: readonly RegistrationRow[],
): Statement => {
  const carrierIds = JSON.stringify(rows.map(({ carrierId }) => carrierId));
  const { carrierId } = messagingRegistrations;
  return db
    .delete(messagingRegistrations)
    .where(
      and(
        eq(messagingRegistrations.carrierAccount, carrierAccount),
        eq(messagingRegistrations.kind, kind),
        sql`${carrierId} in (select value from json_each(${carrierIds}))`,
      ),
    );
};

function completeRound({ db, now }: Context, { id }: ReadAccount, kind: RegistrationKind, beganAt: number): Statement {
  if (id === PLATFORM_ACCOUNT) {
    return db
      .insert(messagingRounds)
      .values({ kind, beganAt })
      .onConflictDoUpdate({ target: messagingRounds.kind, set: { beganAt } });
  }
  const began = kind === "campaign" ? { campaignsBeganAt: beganAt } : { tollFreeBeganAt: beganAt };
  return db
    .insert(accountDocumentRounds)
    .values({ carrierAccount: id, position: null, incomplete: false, dueAt: now, ...began })
    .onConflictDoUpdate({ target: accountDocumentRounds.carrierAccount, set: began });
}

async function write({ db }: Context, [first, ...rest]: readonly Statement[]): Promise<void> {
  if (first) await db.batch([first, ...rest]);
}
