import { and, eq, isNotNull } from "drizzle-orm";
import { recordEvents } from "#events/log/record";
import { type Database, insertAllIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { storedPreflightOf } from "../preflight/check-request";
import type { PreflightFacts } from "../preflight/facts";
import { carrierKey, isWithCarrier } from "../preflight/own-numbers";
import { proposeSplit, type SplitGroup } from "../preflight/split";
import { planMove } from "../rules/plan-move";
import { afterPlan } from "./move-request";
import { type Moving, updateNumbers } from "./move-statements";
import { type Mover, sourceOfMove } from "./mover";
import { pathFor } from "./number-groups";
import { entryRow, recordEntry } from "./record-entry";
import { noSecrets, openPortingSecrets, sealPortingSecrets } from "./secrets";
import { type PortingRequestRow, portingEntries, portingNumbers, portingRequests } from "./table";
import type { PortingDetails } from "./values";

/** A draft as it is handed in: the request itself, those that are split off, and those that stay drafts. */
export interface SplitDraft {
  readonly kept: Moving;
  readonly splitOff: readonly Moving[];
  /** Each has the numbers of another carrier, and lacks that carrier's account number and bill. */
  readonly drafts: readonly Moving[];
}

/** The parts are written in one batch, each with a copy of the fields. Few accounts have lines of more countries. */
const MAX_PARTS = 20;

const tooManyParts = (count: number): Problem =>
  new Problem(
    "preflight_failed",
    `Carriers would move these numbers in ${count} parts, and a request can become ${MAX_PARTS} at most. Make a request for each country.`,
    { more: { findings: [] } },
  );

/**
 * Divides a draft by the groups that carriers move together. The first group stays; each other one becomes a draft of
 * its own. Parts with the request's carrier have copies of the fields and secrets, to be handed in with it. Parts with
 * other carriers lack what belongs to one carrier, and stay drafts. Nothing is written.
 */
export async function splitDraft(
  ctx: Context,
  { request, numbers }: Moving,
  facts: PreflightFacts,
): Promise<SplitDraft> {
  const { details } = request;
  const whole = { phone_numbers: numbers.map(({ e164 }) => e164), losing_carrier: details.losing_carrier };
  const proposed = proposeSplit(facts.numbers, details.losing_carrier) ?? [whole];
  const isOfRequest = ({ losing_carrier }: Part): boolean => isWithCarrier(losing_carrier, details.losing_carrier);
  const groups = [...proposed.filter(isOfRequest), ...oneForEachCarrier(proposed.filter((part) => !isOfRequest(part)))];
  if (groups.length > MAX_PARTS) throw tooManyParts(groups.length);
  const secrets = groups.length > 1 ? await openPortingSecrets(ctx.vault, request) : noSecrets;
  const parts = await Promise.all(
    groups.map(async ({ phone_numbers, losing_carrier }, at) => {
      const members = new Set(phone_numbers);
      const own = numbers.filter(({ e164 }) => members.has(e164));
      const isOwn = at === 0 || isOfRequest({ phone_numbers, losing_carrier });
      const path = pathFor(own);
      const known = isOwn ? facts : { ...facts, ...factsForOtherCarrier(details, losing_carrier) };
      const checked = facts.numbers.filter(({ e164 }) => members.has(e164));
      const preflight = storedPreflightOf({ ...known, path, numbers: checked });
      const part = { ...request, path, preflight, details: known.details };
      if (at === 0) return { isOwn, request: part, numbers: own };
      const owner = { id: ctx.newId("portingRequest"), tenantId: request.tenantId };
      // A sealed text opens for its own row only.
      const sealed = await sealPortingSecrets(ctx.vault, owner, isOwn ? secrets : noSecrets);
      const links = { splitFrom: request.id, documentsFrom: isOwn ? request.id : null };
      const times = { statusSince: ctx.now, createdAt: ctx.now, updatedAt: ctx.now, movedAt: ctx.now };
      return {
        isOwn,
        request: { ...part, ...owner, ...sealed, ...links, ...times, version: 1 },
        // Each part is for one carrier, which it names itself, so that a corrected name counts for its numbers, too.
        numbers: own.map((number) => ({ ...number, portingRequestId: owner.id, losingCarrier: null })),
      };
    }),
  );
  const [kept = { request, numbers }, ...others] = parts;
  return { kept, splitOff: others.filter(({ isOwn }) => isOwn), drafts: others.filter(({ isOwn }) => !isOwn) };
}

type Part = Pick<SplitGroup, "losing_carrier" | "phone_numbers">;

/** The numbers of another carrier are one draft, whatever their kinds: its own submission divides them by kind. */
const oneForEachCarrier = (parts: readonly Part[]): Part[] =>
  [...Map.groupBy(parts, ({ losing_carrier }) => carrierKey(losing_carrier ?? "")).values()].map((same) => ({
    losing_carrier: same[0]?.losing_carrier ?? null,
    phone_numbers: same.flatMap(({ phone_numbers }) => phone_numbers),
  }));

/** A draft for another carrier keeps what is the customer's, and loses what is on the bill of the first carrier. */
const factsForOtherCarrier = (
  details: PortingDetails,
  losingCarrier: string | null,
): Pick<PreflightFacts, "details" | "secrets" | "documents"> => ({
  details: {
    ...details,
    losing_carrier: losingCarrier,
    billing_address: null,
    billing_telephone_number: null,
    bill: null,
    scope: "full",
    remaining_numbers: null,
  },
  secrets: noSecrets,
  documents: [],
});

/**
 * The statements that write the requests which were split off: those of the same carrier handed in like the one that
 * they come from, the others as drafts. They follow its own statements in the batch, and write only if those did.
 * Unexecuted.
 */
export function splitStatements(ctx: Context, mover: Mover, { kept, splitOff, drafts }: SplitDraft): Statement[] {
  const { db } = ctx;
  const { id, tenantId } = kept.request;
  const forget = kept.numbers.some(({ losingCarrier }) => losingCarrier !== null) ? [forgetCarriers(db, id)] : [];
  if (splitOff.length + drafts.length === 0) return forget;
  const source = sourceOfMove(ctx, mover, tenantId);
  const handedIn = splitOff.map((part) => handIn(ctx, mover, part));
  const made = [...handedIn, ...drafts];
  const requests = made.map(({ request }) => ({ ...request, version: 1 }));
  const ids = requests.map((request) => request.id);
  const actor = { kind: mover.kind, id: mover.id };
  const counts = made.map(({ request, numbers }) => ({
    subjectId: request.id,
    data: { name: request.name, number_count: numbers.length },
  }));
  const changes = handedIn.map(({ request }) => changedOf(request));
  return [
    insertAllIf(db, portingRequests, requests, previousWroteSomething),
    recordEvents(db, source, "porting_request.created", counts),
    ...(changes.length === 0 ? [] : [recordEvents(db, source, "porting_request.status_changed", changes)]),
    recordEvents(db, source, "porting_request.split", [
      { subjectId: id, data: { split_into: ids, number_count: kept.numbers.length } },
    ]),
    recordEntry(ctx, kept.request, {
      kind: "split",
      actor,
      detail: splitInWords(handedIn.length, drafts.length),
      data: { split_into: ids },
    }),
    insertAllIf(
      db,
      portingEntries,
      requests.map((request) =>
        entryRow(ctx, request, {
          kind: "split",
          actor,
          detail:
            request.status === "draft"
              ? `The request was split off ${id}, as its numbers are with ${request.details.losing_carrier}. It needs the account number and bill of that carrier.`
              : `The request was split off ${id}, and handed in with it.`,
          data: { split_from: id },
        }),
      ),
      previousWroteSomething,
    ),
    updateNumbers(
      db,
      made.flatMap(({ numbers }) => numbers),
    ),
    ...forget,
  ];
}

/** The numbers that stay are with the request's carrier: a correction of its name counts for them, too. */
const forgetCarriers = (db: Database, id: string): Statement =>
  db
    .update(portingNumbers)
    .set({ losingCarrier: null })
    .where(
      and(eq(portingNumbers.portingRequestId, id), isNotNull(portingNumbers.losingCarrier), previousWroteSomething),
    );

function splitInWords(handedIn: number, drafts: number): string {
  const ways = [
    ...(handedIn > 0 ? [`${handedIn} more for numbers of other types or countries, handed in with it`] : []),
    ...(drafts > 0 ? [`${drafts} more for numbers of other carriers, as drafts`] : []),
  ];
  return `Carriers do not move all of these numbers together, so requests were made of this one: ${ways.join("; ")}.`;
}

const changedOf = ({ id }: PortingRequestRow) => ({
  subjectId: id,
  data: { status: "submitted", previous_status: "draft", transition: "submit", reason: null },
});

/** The request as it is after its submission, whose guards the whole draft has passed. */
function handIn(ctx: Context, mover: Mover, part: Moving): Moving {
  const result = planMove(part.request, part.numbers, {
    actor: mover.kind,
    requests: [{ name: "submit" }],
    facts: { now: ctx.now, areRequirementsMet: true, hasPassedPreflight: true },
  });
  if (result.kind !== "planned") throw new Error(`${part.request.id} cannot be handed in.`);
  return afterPlan(ctx, part, result.plan, { mover });
}
