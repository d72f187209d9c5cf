import { and, or, type SQL, sql } from "drizzle-orm";
import { UNBILLED } from "#acquisition/account/caps";
import { mayTake } from "#acquisition/account/queries";
import { capProblem } from "#acquisition/account/refuse";
import { isTrunkThere, trunkOf } from "#connections/sip-trunks/queries";
import { recordEventsWhere } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { runOnce } from "#idempotency/once";
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
  type TrunkNumber,
  UNPROVED_CLAIM_MS,
  wasAnyReplacedBy,
} from "#inventory/phone-numbers/trunk-numbers";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { countryAndTypeOf, parseE164 } from "#kernel/values/phone";
import { whileLeased } from "#tenants/subject-lease";
import {
  type ClaimsElsewhere,
  claimsChanged,
  claimsElsewhere,
  noneElsewhere,
  releaseElsewhere,
} from "./claims-elsewhere";
import { releaseReplacedClaims } from "./release-replaced-claims";
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
  const { trunk } = await trunkOf(ctx, trunkId);
  if (trunk.provider !== "byoc") {
    throw new Problem(
      "illegal_transition",
      "Only a byoc trunk brings calls for numbers of another carrier to this platform. Numbers of other trunks stay where they are.",
    );
  }
  const given = readNumbers(texts);
  const wanted = given.flatMap((read) => ("e164" in read ? [read.e164] : []));
  const { carrierAccountId } = trunk;
  // A tenant's own account has no trunks of others.
  const shared = carrierAccountId === null ? wanted : [];
  return await whileLeased(ctx, "trunk_number", shared, (isLeased) =>
    addWanted(ctx, { trunkId, carrierAccountId, texts, given, wanted, isLeased }),
  );
}

interface Wanted {
  readonly trunkId: string;
  /** The account that the trunk is in; null: the platform's. */
  readonly carrierAccountId: string | null;
  readonly texts: readonly string[];
  /** The number in each text, or the problem with it. */
  readonly given: ReturnType<typeof readNumbers>;
  readonly wanted: readonly string[];
  readonly isLeased: SQL | undefined;
}

async function addWanted(
  ctx: Context,
  { trunkId, carrierAccountId, texts, given, wanted, isLeased }: Wanted,
): Promise<TrunkNumbersAdded> {
  const { now } = ctx;
  const { tenantId } = ctx.principal;
  const known = await readKnown(ctx, carrierAccountId, wanted);
  const there = isLeased ? await claimsElsewhere(ctx, wanted) : noneElsewhere;
  const isReplaced = (other: NumberOnTrunk) => other.tenantId !== tenantId && isExpiredClaim(other, now);
  const replaced = known.onTrunks.filter(isReplaced);
  const takenHere = known.onTrunks.filter((other) => !isReplaced(other));
  const taken = [...takenHere, ...there.taken];
  const excluded = new Set([...taken.map(({ e164 }) => e164), ...known.bought, ...there.bought]);
  const rows = wanted
    .filter((e164) => !excluded.has(e164))
    .map(
      (e164): TrunkNumber => ({
        id: ctx.newId("phoneNumber"),
        tenantId,
        sipTrunkId: trunkId,
        carrierAccountId,
        e164,
        ...countryAndTypeOf(e164),
      }),
    );
  const [first, ...others] = rows;
  const isFree = ({ e164 }: NumberOnTrunk) => !excluded.has(e164);
  const expired = there.expired
    .map((each) => ({ ...each, claims: each.claims.filter(isFree) }))
    .filter(({ claims }) => claims.length > 0);
  const claims = { replaced: replaced.filter(isFree), expired, wanted, isLeased };
  const found = first ? await insert(ctx, { rows: [first, ...others], ...claims }) : takenHere;
  const owners = new Map([...there.taken, ...found].map((owner) => [owner.e164, owner]));
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
  readonly expired: ClaimsElsewhere["expired"];
  readonly wanted: readonly string[];
  readonly isLeased: SQL | undefined;
}

/**
 * Takes over other tenants' claims and writes the new ones. The lease may end within the batch, so one statement looks
 * at it: where a claim was taken over, the new ones follow from that.
 */
export async function claimStatements(
  ctx: Context,
  { rows, replaced, isAllowed, isLeased }: Pick<Claims, "rows" | "replaced" | "isLeased"> & { readonly isAllowed: SQL },
) {
  const { db, now: at } = ctx;
  const [{ tenantId: byTenantId, carrierAccountId }] = rows;
  const gate = and(isAllowed, isLeased) ?? isAllowed;
  if (replaced.length === 0) return { released: [], inserted: insertTrunkNumbers(db, rows, at, gate) };
  const replacement = { replaced, byTenantId, carrierAccountId, at, gate };
  const isStillLeased = isLeased && or(wasAnyReplacedBy(ctx.requestId, replacement), isLeased);
  return {
    released: await releaseReplacedClaims(ctx, replacement),
    inserted: insertTrunkNumbers(db, rows, at, and(isAllowed, isStillLeased) ?? isAllowed),
  };
}

/** Writes the claims, and answers who has the numbers then. Throws if the tenant may not have that many. */
async function insert(
  ctx: Context,
  { rows, replaced, expired, wanted, isLeased }: Claims,
): Promise<readonly NumberOnTrunk[]> {
  const { db } = ctx;
  const [{ tenantId, carrierAccountId, sipTrunkId }] = rows;
  const prices = rows.map((): typeof UNBILLED => UNBILLED);
  const isAllowed = sql`${mayTake(tenantId, prices)} and ${mayHaveUnproved(db, tenantId, rows.length)} and ${isTrunkThere(sipTrunkId)}`;
  const refusal = async () =>
    (await capProblem(ctx, tenantId, prices, "No number was added.")) ??
    (await unprovedProblem(ctx, tenantId, rows.length));
  if (expired.length > 0) {
    // Other tenants' claims do not end for one that would be refused.
    const refused = await refusal();
    if (refused) throw refused;
    await releaseElsewhere(ctx, { expired }, isLeased);
  }
  const source = sourceOf(ctx);
  const { inserted, owners } = await batchNamed(db, {
    ...(await claimStatements(ctx, { rows, replaced, isAllowed, isLeased })),
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
  const refused = await refusal();
  if (refused) throw refused;
  // The trunk may have been deleted meanwhile.
  await trunkOf(ctx, sipTrunkId);
  const hasOwner = ({ e164 }: TrunkNumber) => owners.some((owner) => owner.e164 === e164);
  if (isLeased && !rows.every(hasOwner)) throw claimsChanged();
  return owners;
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
