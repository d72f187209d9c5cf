import { and, eq, type SQL, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { type Database, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { isoTimeOrNull } from "#kernel/values/time";
import { numberMoveOf } from "../rules/number-states";
import type { MovePlan, PortingNumberStep, Step } from "../rules/plan-move";
import type { RequestStatus } from "../rules/states";
import { transitionOf } from "../rules/transitions";
import type { EntryActor } from "./actor";
import { type Mover, sourceOfMove } from "./mover";
import { recordEntries } from "./record-entry";
import { type PortingNumberRow, type PortingRequestRow, portingNumbers, portingRequests } from "./table";

/** A request with its numbers before or after a move. */
export interface Moving {
  readonly request: PortingRequestRow;
  readonly numbers: readonly PortingNumberRow[];
}

/** The statements of a move in their order. Each statement after the first writes only if the one before wrote. */
export interface MoveWrites {
  readonly ctx: Context;
  readonly mover: Mover;
  readonly before: Moving;
  readonly after: Moving;
  readonly plan: Pick<MovePlan, "steps" | "numberSteps">;
  /** A further condition of the whole move. */
  readonly gate?: SQL | undefined;
}

/** The statements of a move. The first changes the request if it has the version that was read. Unexecuted. */
export function moveStatements({ ctx, mover, before, after, plan, gate }: MoveWrites): [Statement, ...Statement[]] {
  const { db } = ctx;
  // Not the lease and the sealed secrets, and the next look only if it changes: the worker, the job that seals anew and
  // webhooks set them without a new version.
  const { id, version, tenantId, createdAt: _, leaseUntil: __, secrets: ___, nextCheckAt, ...rest } = after.request;
  const { secretsKeyId: ____, secretKinds: _____, ...columns } = rest;
  const look = nextCheckAt === before.request.nextCheckAt ? {} : { nextCheckAt };
  const changed = after.numbers.filter((number, at) => number !== before.numbers[at]);
  const entries = [
    ...plan.numberSteps.map((step) => numberEntry(step, mover)),
    ...plan.steps.map((step) => stepEntry(step, mover)),
  ];
  return [
    db
      .update(portingRequests)
      .set({ ...columns, ...look, version })
      .where(and(eq(portingRequests.id, id), eq(portingRequests.version, before.request.version), gate)),
    ...eventsOf({ ctx, mover, before, after, plan }),
    ...(entries.length === 0 ? [] : [recordEntries(ctx, { id, tenantId }, entries)]),
    ...(changed.length === 0 ? [] : [updateNumbers(db, changed)]),
  ];
}

const actorOf = ({ kind, id }: Mover, by: Mover["kind"]): EntryActor => ({ kind: by, id: by === kind ? id : null });

const stepEntry = ({ name, from, to, actor, reason }: Step, mover: Mover) => ({
  kind: "status_changed" as const,
  actor: actorOf(mover, actor),
  detail: [transitionOf(name).summary, ...(reason === null ? [] : [reason])].join(" "),
  data: { transition: name, from, to, reason },
});

/** The numbers that a sentence names; the data have all. */
const NAMED_NUMBERS = 3;

function numberEntry({ name, status, focAt, rejection, reason, numbers }: PortingNumberStep, mover: Mover) {
  const more = numbers.length - NAMED_NUMBERS;
  const named = numbers.slice(0, NAMED_NUMBERS).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return {
    kind: "number_status_changed" as const,
    actor: actorOf(mover, mover.kind),
    detail: [numberMoveOf(name).summary, `Numbers: ${named}.`, rejection?.detail, reason].filter(Boolean).join(" "),
    data: { move: name, status, phone_numbers: numbers, foc_at: isoTimeOrNull(focAt), rejection, reason },
  };
}

const isEnd = (status: RequestStatus): status is "completed" | "partial" =>
  status === "completed" || status === "partial";

function eventsOf({ ctx, mover, before, after, plan }: MoveWrites): Statement[] {
  const { db } = ctx;
  const { id, tenantId, status, focAt, exception } = after.request;
  const source = sourceOfMove(ctx, mover, tenantId);
  const statements: Statement[] = [];
  for (const { status: became, numbers, focAt: at, rejection } of plan.numberSteps) {
    statements.push(
      recordEvent(db, source, "porting_request.numbers_changed", id, {
        status: became,
        phone_numbers: [...numbers],
        foc_at: isoTimeOrNull(at),
        rejection_code: rejection?.code ?? null,
      }),
    );
  }
  for (const { name, from, to, reason } of plan.steps) {
    if (from === to) continue;
    statements.push(
      recordEvent(db, source, "porting_request.status_changed", id, {
        status: to,
        previous_status: from,
        transition: name,
        reason,
      }),
    );
  }
  if (focAt !== before.request.focAt) {
    const times = { foc_at: isoTimeOrNull(focAt), previous_foc_at: isoTimeOrNull(before.request.focAt) };
    statements.push(recordEvent(db, source, "porting_request.foc_changed", id, times));
  }
  if (exception !== null && exception !== before.request.exception) {
    const reasons = exception.reasons.map(({ code, detail, phone_number }) => ({ code, detail, phone_number }));
    statements.push(recordEvent(db, source, "porting_request.exception_reported", id, { reasons }));
  }
  if (isEnd(status) && status !== before.request.status) {
    const ported = after.numbers.filter((number) => number.status === "ported").length;
    const counts = { status, ported, not_ported: after.numbers.length - ported };
    statements.push(recordEvent(db, source, "porting_request.completed", id, counts));
  }
  return statements;
}

/** The columns of numbers that moves write, in the order of the JSON rows. */
const written = [
  "status",
  "statusSince",
  "isOpen",
  "focAt",
  "rejection",
  "phoneNumberId",
  "carrierNumberId",
  "carrierStatus",
  "messagingStatus",
  "provedBy",
  "portingRequestId",
  "losingCarrier",
  "updatedAt",
] as const satisfies readonly (keyof PortingNumberRow)[];

/** Writes the numbers as they are in these rows, if the statement before wrote something. One JSON parameter. */
export function updateNumbers(db: Database, rows: readonly PortingNumberRow[]): Statement {
  const encoded = rows.map((row) => [
    row.id,
    ...written.map((name) => {
      const value = row[name];
      return value === null ? null : portingNumbers[name].mapToDriverValue(value as never);
    }),
  ]);
  const set = Object.fromEntries(written.map((name, at) => [name, sql.raw(`change.value ->> ${at + 1}`)]));
  return db
    .update(portingNumbers)
    .set(set)
    .from(sql`json_each(${JSON.stringify(encoded)}) as change`)
    .where(sql`${portingNumbers.id} = change.value ->> 0 and ${previousWroteSomething}`);
}
