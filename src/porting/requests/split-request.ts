import { recordEvents } from "#events/log/record";
import { insertAllIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { storedPreflightOf } from "../preflight/check-request";
import type { PreflightFacts } from "../preflight/facts";
import { proposeSplit } from "../preflight/split";
import { planMove } from "../rules/plan-move";
import { afterPlan } from "./move-request";
import { type Moving, updateNumbers } from "./move-statements";
import { type Mover, sourceOfMove } from "./mover";
import { pathFor } from "./number-groups";
import { entryRow, recordEntry } from "./record-entry";
import { openPortingSecrets, sealPortingSecrets } from "./secrets";
import { type PortingRequestRow, portingEntries, portingRequests } from "./table";

/** A draft as it is handed in: the request itself, and those that are split off. */
export interface SplitDraft {
  readonly kept: Moving;
  readonly splitOff: readonly Moving[];
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
 * Divides a draft, whose numbers are with one carrier, by the groups that carriers move together. The first group
 * stays, each other one becomes a draft of its own with copies of the fields and secrets. Nothing is written.
 */
export async function splitDraft(
  ctx: Context,
  { request, numbers }: Moving,
  facts: PreflightFacts,
): Promise<SplitDraft> {
  const whole = { phone_numbers: numbers.map(({ e164 }) => e164) };
  const groups = proposeSplit(facts.numbers) ?? [whole];
  if (groups.length > MAX_PARTS) throw tooManyParts(groups.length);
  const secrets = groups.length > 1 ? await openPortingSecrets(ctx.vault, request) : null;
  const parts = await Promise.all(
    groups.map(async ({ phone_numbers }, at): Promise<Moving> => {
      const members = new Set(phone_numbers);
      const own = numbers.filter(({ e164 }) => members.has(e164));
      const path = pathFor(own);
      const checked = facts.numbers.filter(({ e164 }) => members.has(e164));
      const preflight = storedPreflightOf({ ...facts, path, numbers: checked });
      const part = { ...request, path, preflight };
      if (at === 0) return { request: part, numbers: own };
      const owner = { id: ctx.newId("portingRequest"), tenantId: request.tenantId };
      // A sealed text opens for its own row only.
      const sealed = secrets ? await sealPortingSecrets(ctx.vault, owner, secrets) : {};
      return {
        request: { ...part, ...owner, ...sealed, splitFrom: request.id, version: 1, createdAt: ctx.now },
        numbers: own.map((number) => ({ ...number, portingRequestId: owner.id })),
      };
    }),
  );
  const [kept = { request, numbers }, ...splitOff] = parts;
  return { kept, splitOff };
}

/**
 * The statements that write requests which were split off, handed in like the one that they come from. They follow its
 * own statements in the batch, and write only if those did. Unexecuted.
 */
export function splitStatements(ctx: Context, mover: Mover, kept: Moving, splitOff: readonly Moving[]): Statement[] {
  if (splitOff.length === 0) return [];
  const { db } = ctx;
  const { id, tenantId } = kept.request;
  const source = sourceOfMove(ctx, mover, tenantId);
  const handedIn = splitOff.map((part) => handIn(ctx, mover, part));
  const requests = handedIn.map(({ request }) => ({ ...request, version: 1 }));
  const ids = requests.map((request) => request.id);
  const actor = { kind: mover.kind, id: mover.id };
  const counts = handedIn.map(({ request, numbers }) => ({
    subjectId: request.id,
    data: { name: request.name, number_count: numbers.length },
  }));
  return [
    insertAllIf(db, portingRequests, requests, previousWroteSomething),
    recordEvents(db, source, "porting_request.created", counts),
    recordEvents(db, source, "porting_request.status_changed", requests.map(changedOf)),
    recordEvents(db, source, "porting_request.split", [
      { subjectId: id, data: { split_into: ids, number_count: kept.numbers.length } },
    ]),
    recordEntry(ctx, kept.request, {
      kind: "split",
      actor,
      detail: `Carriers do not move all of these numbers together, so ${ids.length} more requests were made of this one.`,
      data: { split_into: ids },
    }),
    insertAllIf(
      db,
      portingEntries,
      requests.map((request) =>
        entryRow(ctx, request, {
          kind: "split",
          actor,
          detail: `The request was split off ${id}, and handed in with it.`,
          data: { split_from: id },
        }),
      ),
      previousWroteSomething,
    ),
    updateNumbers(
      db,
      handedIn.flatMap(({ numbers }) => numbers),
    ),
  ];
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
