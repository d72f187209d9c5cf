import { sql } from "drizzle-orm";
import { UNBILLED } from "#acquisition/account/caps";
import { mayTake } from "#acquisition/account/queries";
import { capProblem } from "#acquisition/account/refuse";
import { isTrunkThere, trunkOf } from "#connections/sip-trunks/queries";
import { recordEventsWhere } from "#events/log/record";
import { sourceOf, systemSource } from "#events/log/source";
import { runOnce } from "#idempotency/once";
import { endAssignmentsWhere } from "#inventory/assignments/assignment-statements";
import { assignmentsInForce } from "#inventory/assignments/queries";
import {
  countUnproved,
  insertTrunkNumbers,
  isExpiredClaim,
  isNumber,
  MAX_UNPROVED_NUMBERS,
  mayHaveUnproved,
  type NumberOnTrunk,
  numbersBoughtByOthers,
  numbersOnTrunks,
  type Replacement,
  releaseReplaced,
  type TrunkNumber,
  UNPROVED_CLAIM_MS,
  willBeReplaced,
} from "#inventory/phone-numbers/trunk-numbers";
import { batchNamed, type Statement, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { countryAndTypeOf, parseE164 } from "#kernel/values/phone";
import type { TrunkNumbersAdded } from "./responses";

type Result = TrunkNumbersAdded["results"][number];

/**
 * Adds the numbers of a carrier to a BYOC trunk, with a result for each. All that can be added are added in one batch,
 * or none if the tenant's caps do not allow all of them. Another tenant's claim shows no name.
 */
export async function addTrunkNumbers(
  ctx: Context,
  trunkId: string,
  texts: readonly string[],
): Promise<TrunkNumbersAdded> {
  const { body } = await runOnce(ctx, async () => ({ status: 200, body: await addOnce(ctx, trunkId, texts) }));
  return body;
}

async function addOnce(ctx: Context, trunkId: string, texts: readonly string[]): Promise<TrunkNumbersAdded> {
  const { now } = ctx;
  const { tenantId } = ctx.principal;
  const { trunk } = await trunkOf(ctx, trunkId);
  if (trunk.provider !== "byoc") {
    throw new Problem(
      "illegal_transition",
      "Only a byoc trunk brings calls for numbers of another carrier to this platform. Numbers of other trunks stay where they are.",
    );
  }
  const given = readNumbers(texts);
  const wanted = given.flatMap((read) => ("e164" in read ? [read.e164] : []));
  const known = await readKnown(ctx, trunk.carrierAccountId, wanted);
  const isReplaced = (other: NumberOnTrunk) => other.tenantId !== tenantId && isExpiredClaim(other, now);
  const [replaced, taken] = [known.onTrunks.filter(isReplaced), known.onTrunks.filter((other) => !isReplaced(other))];
  const excluded = new Set([...taken.map(({ e164 }) => e164), ...known.bought]);
  const rows = wanted
    .filter((e164) => !excluded.has(e164))
    .map(
      (e164): TrunkNumber => ({
        id: ctx.newId("phoneNumber"),
        tenantId,
        sipTrunkId: trunkId,
        carrierAccountId: trunk.carrierAccountId,
        e164,
        ...countryAndTypeOf(e164),
      }),
    );
  const [first, ...others] = rows;
  const replacedNow = replaced.filter(({ e164 }) => !excluded.has(e164));
  const found = first ? await insert(ctx, { rows: [first, ...others], replaced: replacedNow, wanted }) : taken;
  const owners = new Map(found.map((owner) => [owner.e164, owner]));
  const newIds = new Set(rows.map(({ id }) => id));
  const results = given.map((read, at): Result => {
    const phone_number = texts[at] ?? "";
    if ("problem" in read) return failed(phone_number, null, "validation_failed", read.problem);
    const owner = owners.get(read.e164);
    if (owner && newIds.has(owner.id)) return { phone_number, phone_number_id: owner.id, result: "added", error: null };
    if (owner?.tenantId === tenantId) {
      return failed(phone_number, owner.id, "number_already_yours", alreadyYours(owner));
    }
    const { code, detail } = refusalOf(read.e164, owner);
    return failed(phone_number, null, code, detail);
  });
  const added = results.filter(({ result }) => result === "added").length;
  return { results, added, failed: results.length - added };
}

/** The numbers that tenants have on trunks in the account and, in the platform's account, those that others bought. */
async function readKnown({ db, principal }: Context, carrierAccountId: string | null, wanted: readonly string[]) {
  if (wanted.length === 0) return { onTrunks: [], bought: [] };
  const { onTrunks, bought } = await batchNamed(db, {
    onTrunks: numbersOnTrunks(db, carrierAccountId, wanted),
    bought: numbersBoughtByOthers(db, principal.tenantId, carrierAccountId === null ? wanted : []),
  });
  return { onTrunks, bought: bought.map(({ e164 }) => e164) };
}

interface Claims {
  /** One tenant and one trunk has them all. */
  readonly rows: readonly [TrunkNumber, ...TrunkNumber[]];
  /** Other tenants' claims of the same numbers. */
  readonly replaced: readonly NumberOnTrunk[];
  readonly wanted: readonly string[];
}

/** Writes the claims, and answers who has the numbers then. Throws if the tenant may not have that many. */
async function insert(ctx: Context, { rows, replaced, wanted }: Claims): Promise<readonly NumberOnTrunk[]> {
  const { db, now: at } = ctx;
  const [{ tenantId, carrierAccountId, sipTrunkId }] = rows;
  const prices = rows.map((): typeof UNBILLED => UNBILLED);
  const gate = sql`${mayTake(tenantId, prices)} and ${mayHaveUnproved(db, tenantId, rows.length)} and ${isTrunkThere(sipTrunkId)}`;
  const replacement = { replaced, byTenantId: tenantId, carrierAccountId, at, gate };
  const source = sourceOf(ctx);
  const { inserted, owners } = await batchNamed(db, {
    released: replaced.length === 0 ? [] : await release(ctx, replacement),
    inserted: insertTrunkNumbers(db, rows, at, gate),
    events: recordEventsWhere(
      db,
      "phone_number.added_to_trunk",
      rows.map(({ id, e164, sipTrunkId }) => ({
        source,
        subjectId: id,
        data: { phone_number: e164, sip_trunk_id: sipTrunkId },
      })),
      isNumber,
    ),
    owners: numbersOnTrunks(db, carrierAccountId, wanted),
  });
  if (wroteSomething(inserted)) return owners;
  const refused =
    (await capProblem(ctx, tenantId, prices, "No number was added.")) ??
    (await unprovedProblem(ctx, tenantId, rows.length));
  if (refused) throw refused;
  // The trunk may have been deleted meanwhile.
  await trunkOf(ctx, sipTrunkId);
  return owners;
}

/** Ends other tenants' claims, with their assignments. The events name no other tenant. */
async function release(ctx: Context, replacement: Replacement): Promise<Statement[]> {
  const { db, now } = ctx;
  const { replaced } = replacement;
  const open = await assignmentsInForce(
    db,
    replaced.map(({ id }) => id),
  );
  const isTrue = willBeReplaced(replacement);
  const sourceFor = (tenantId: string) => systemSource(ctx, tenantId);
  return [
    recordEventsWhere(
      db,
      "phone_number.removed_from_trunk",
      replaced.map(({ id, tenantId, e164, sipTrunkId }) => ({
        source: sourceFor(tenantId),
        subjectId: id,
        data: { phone_number: e164, sip_trunk_id: sipTrunkId },
      })),
      isTrue,
    ),
    ...endAssignmentsWhere(db, open, sourceFor, now, isTrue),
    releaseReplaced(db, replacement),
  ];
}

async function unprovedProblem({ db }: Context, tenantId: string, requested: number): Promise<Problem | null> {
  const [{ count: used } = { count: 0 }] = await countUnproved(db, tenantId);
  if (used + requested <= MAX_UNPROVED_NUMBERS) return null;
  return new Problem(
    "number_limit_reached",
    `Your tenant has ${used} numbers on trunks that no call has proved, and may have ${MAX_UNPROVED_NUMBERS}. No number was added. ` +
      "Send a call to each over its trunk, or remove those that you do not need.",
    { more: { limit: MAX_UNPROVED_NUMBERS, used, requested } },
  );
}

const alreadyYours = ({ id, e164, sipTrunkId }: NumberOnTrunk): string =>
  `You already have ${e164} on the trunk ${sipTrunkId}. DELETE /v1/sip-trunks/${sipTrunkId}/phone-numbers/${id} takes it off.`;

/** `owner`: who has the number on a trunk; without one, it is another tenant's that bought it. */
function refusalOf(e164: string, owner: NumberOnTrunk | undefined): NonNullable<Result["error"]> {
  if (!owner) return { code: "number_owned", detail: `Another tenant has ${e164}.` };
  if (owner.ownershipProvedAt !== null) {
    return { code: "number_owned", detail: `Another tenant has ${e164} on a trunk in this account.` };
  }
  const hours = UNPROVED_CLAIM_MS / 3_600_000;
  return {
    code: "number_held",
    detail: `${e164} is on a trunk already, but no call has proved it. Add it again in ${hours} hours.`,
  };
}

const failed = (
  phone_number: string,
  phone_number_id: string | null,
  code: NonNullable<Result["error"]>["code"],
  detail: string,
): Result => ({ phone_number, phone_number_id, result: "failed", error: { code, detail } });

/** Reads numbers as typed in. Digits without a country code are refused, not guessed. */
function readNumbers(texts: readonly string[]): ({ e164: string } | { problem: string })[] {
  const seen = new Set<string>();
  return texts.map((text) => {
    const read = parseE164(text);
    if ("problem" in read) return read;
    if (seen.has(read.e164)) return { problem: `${read.e164} is in the list twice.` };
    seen.add(read.e164);
    return read;
  });
}
