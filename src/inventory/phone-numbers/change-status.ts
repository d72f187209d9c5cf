import { and, eq } from "drizzle-orm";
import type { EventType } from "#events/log/catalogue";
import { type EventSource, recordEvent } from "#events/log/record";
import { changedColumns } from "#kernel/db/changed-columns";
import { batchNamed, type Database, type Statement, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { afterMove, type NumberMove, type NumberStatus } from "./lifecycle";
import { numberConflict } from "./number-problems";
import { type NumberRow, phoneNumbers } from "./table";

type StatusEventType = Extract<EventType, `phone_number.${"releasing" | "lost" | "found"}`>;

const eventTypes = {
  release: "phone_number.releasing",
  lose: "phone_number.lost",
  find: "phone_number.found",
} as const satisfies Partial<Record<NumberMove, StatusEventType>>;

/** Moves after which a number's readiness does not depend on other facts. */
const readyAfter: Partial<Record<NumberMove, boolean | null>> = { release: null, lose: false };

/** The status after a move. Throws `illegal_transition` if the move is not possible. */
export function requireMove(
  { e164, status: from }: Pick<NumberRow, "e164" | "status">,
  move: NumberMove,
): NumberStatus {
  const status = afterMove(from, move);
  if (status) return status;
  throw new Problem("illegal_transition", `${e164} is ${from}; "${move}" is not possible from there.`);
}

/**
 * Makes one move of the lifecycle and records its event. Throws `illegal_transition`, or `changed_meanwhile` if
 * another request changed the row. A release removes the agent; a number that was lost while suspended is found
 * suspended. `dependents` run after the event in the same batch, each with `previousWroteSomething` as its gate.
 */
export async function changeNumberStatus(
  db: Database,
  source: EventSource,
  row: NumberRow,
  move: keyof typeof eventTypes,
  dependents: readonly Statement[] = [],
): Promise<NumberRow> {
  const status = requireMove(row, move);
  const change = {
    status: move === "find" && row.lostSuspended ? "suspended" : status,
    agentId: move === "release" ? null : row.agentId,
    lostSuspended: move === "lose" && row.status === "suspended",
    portOutReportedAt: move === "find" ? null : row.portOutReportedAt,
    // As it is evaluated after the response, too: set here, the flag costs no second write of the row.
    ready: readyAfter[move] === undefined ? row.ready : readyAfter[move],
    version: row.version + 1,
    updatedAt: source.at,
  } as const;
  const { written } = await batchNamed(db, {
    written: db
      .update(phoneNumbers)
      .set(changedColumns(row, change))
      .where(and(eq(phoneNumbers.id, row.id), eq(phoneNumbers.version, row.version))),
    event: recordEvent(db, source, eventTypes[move], row.id, { phone_number: row.e164 }),
    dependents,
  });
  if (!wroteSomething(written)) {
    throw numberConflict(row.e164);
  }
  return { ...row, ...change };
}
