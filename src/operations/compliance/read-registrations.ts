import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { insertAllIf, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { lazily } from "#kernel/values/lazily";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { inTextRange } from "./queries";
import { changesTo, type KnownRegistration, type RegistrationKind } from "./registration";
import { messagingRegistrations, messagingRounds, numberDocuments, type RegistrationRow } from "./table";
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
  slice: readGroups,
};

/**
 * Reads all toll-free verifications in one slice, every ten minutes. Writes changed registrations and puts their
 * numbers into the readiness queue. A killed slice wrote all changes or none, because they are one batch.
 */
export const readTollFree: Job = {
  name: "toll-free-verifications",
  description: "Reads which toll-free numbers the carrier has verified for messages.",
  cron: "*/10 * * * *",
  slice: readVerifications,
};

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
 * Reads messaging services in the order of their ids, and replaces the stored registrations of their key range, which
 * also removes those of deleted services. A service that cannot be read keeps its registrations, and its round does not
 * count as complete.
 */
async function readGroups(ctx: Context, cursor: string | null, hasTime: () => boolean): Promise<Slice> {
  const round = cursor === null ? { beganAt: ctx.now, after: "", complete: true } : readRound(cursor);
  const listed = await ctx.carrier.senderGroups();
  if (listed.kind !== "ok") return { counted: {}, errors: [unanswered("groups", listed)], next: null };
  const pending = [...new Set(listed.value)].filter((id) => id > round.after).sort();
  const { read, errors, failed, reached } = await readServices(ctx, pending.slice(0, GROUPS_AT_ONCE), hasTime);
  const next = reached < pending.length ? (pending[reached - 1] ?? round.after) : null;
  const stored = (await storedRegistrations(ctx, "campaign", { after: round.after, upTo: next })).filter(
    ({ senderGroup }) => !failed.has(senderGroup),
  );
  const changes = registrationChanges(ctx, "campaign", stored, read);
  const complete = round.complete && errors.length === 0;
  await write(ctx, [
    ...changes.statements,
    ...(next === null && complete ? [completeRound(ctx, "campaign", round.beganAt)] : []),
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
async function readServices(ctx: Context, groups: readonly string[], hasTime: () => boolean) {
  const read: KnownRegistration[] = [];
  const errors: JobError[] = [];
  const failed = new Set<string>();
  let reached = 0;
  while (reached < groups.length && (reached === 0 || hasTime())) {
    const together = groups.slice(reached, reached + CONCURRENT_READS);
    const answers = await Promise.all(together.map((id) => ctx.carrier.senderGroup(id)));
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

/** Reads all verifications in one slice, because there are few. A failed list request changes nothing. */
async function readVerifications(ctx: Context): Promise<Slice> {
  const listed = await ctx.carrier.tollFreeVerifications();
  if (listed.kind !== "ok") return { counted: {}, errors: [unanswered("verifications", listed)], next: null };
  const read = listed.value.map((one) => ({ ...one, senderGroup: "" }));
  const { statements, count } = registrationChanges(
    ctx,
    "toll_free",
    await storedRegistrations(ctx, "toll_free", null),
    read,
  );
  await write(ctx, [...statements, completeRound(ctx, "toll_free", ctx.now)]);
  return { counted: { numbers: read.length, changed: count }, errors: [], next: null };
}

const storedRegistrations = (
  { db }: Context,
  kind: RegistrationKind,
  keyRange: Parameters<typeof inTextRange>[1] | null,
) =>
  db
    .select()
    .from(messagingRegistrations)
    .where(
      and(
        eq(messagingRegistrations.kind, kind),
        keyRange === null ? undefined : inTextRange(messagingRegistrations.senderGroup, keyRange),
      ),
    );

/** The statements that turn the stored registrations into those read, and the number of changed registrations. */
function registrationChanges(
  { db, now }: Context,
  kind: RegistrationKind,
  stored: readonly RegistrationRow[],
  read: readonly KnownRegistration[],
) {
  const { written, removed } = changesTo(stored, read);
  const rows = written.map((known): RegistrationRow => ({ ...known, kind, changedAt: now }));
  const statements = [
    ...[...chunks(removed, ROWS_PER_STATEMENT)].flatMap((part) => [
      markNumbersDirty(db, part),
      deleteRegistrations(db, kind, part),
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
    },
  });

const deleteRegistrations = (
  db: Context["db"],
  kind: RegistrationKind,
  rows: readonly RegistrationRow[],
): Statement => {
  const carrierIds = JSON.stringify(rows.map(({ carrierId }) => carrierId));
  const { carrierId } = messagingRegistrations;
  return db
    .delete(messagingRegistrations)
    .where(
      and(eq(messagingRegistrations.kind, kind), sql`${carrierId} in (select value from json_each(${carrierIds}))`),
    );
};

const completeRound = ({ db }: Context, kind: RegistrationKind, beganAt: number): Statement =>
  db
    .insert(messagingRounds)
    .values({ kind, beganAt })
    .onConflictDoUpdate({ target: messagingRounds.kind, set: { beganAt } });

async function write({ db }: Context, [first, ...rest]: readonly Statement[]): Promise<void> {
  if (first) await db.batch([first, ...rest]);
}
