import { and, sql } from "drizzle-orm";
import { eventValues, preparedEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, isOneOf, previousWroteSomething } from "#kernel/db/db";
import { preparedRows, preparedWrite } from "#kernel/db/prepared";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { requireMove } from "./change-status";
import { startsOf } from "./lifecycle";
import { numberConflict } from "./number-problems";
import { isReferenced, numberOf, type ReferenceShape, readNumber, referenceShape, referenceValues } from "./queries";
import { type NumberRow, phoneNumbers } from "./table";

/** Takes numbers out of service and puts them back. */

const switches = {
  suspend: { to: "suspended", event: "phone_number.suspended" },
  resume: { to: "active", event: "phone_number.resumed" },
} as const;
type Switch = keyof typeof switches;

interface Shape {
  readonly shape: `${Switch} ${ReferenceShape}`;
  readonly move: Switch;
  readonly by: ReferenceShape;
}

const switchStatement = preparedRows(
  (db, { move, by }: Shape) =>
    db
      .update(phoneNumbers)
      .set({
        status: switches[move].to,
        version: sql`${phoneNumbers.version} + 1`,
        updatedAt: sql`${sql.placeholder("now")}`,
        // A suspended number is not ready, whatever else is evaluated after the response: set here, the flag costs no
        // second write of the row and of its list's index.
        ...(move === "suspend" && { ready: false }),
      })
      .where(and(isReferenced(by), isOneOf(phoneNumbers.status, startsOf(move))))
      .returning(),
  readNumber,
);

const eventStatement = preparedWrite((db, { move, by }: Shape) =>
  preparedEvent(db, switches[move].event, {
    subjectId: sql`${phoneNumbers.id}`,
    data: sql`json_object('phone_number', ${phoneNumbers.e164})`,
    rest: sql`from ${phoneNumbers} where ${isReferenced(by)} and ${previousWroteSomething}`,
  }),
);

/**
 * Suspends or resumes a number in one round trip, as the update itself has the conditions. Only if it wrote nothing,
 * the row is read for the reason: a repeated request changes nothing, an impossible move throws `illegal_transition`.
 */
export async function switchService(ctx: Context, reference: string, move: Switch): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  requireScope(ctx, "numbers:read");
  const { db, now } = ctx;
  const by = referenceShape(reference);
  const shape = { shape: `${move} ${by}`, move, by } as const;
  const source = sourceOf(ctx);
  const values = { ...referenceValues(ctx, reference), ...eventValues(source), now };
  const {
    switched: [row],
  } = await batchNamed(db, {
    switched: switchStatement(db, shape, values),
    event: eventStatement(db, shape, values),
  });
  const { to, event } = switches[move];
  if (row) {
    source.changed.addEvent(row.tenantId, event, row.id, {});
    return row;
  }
  const unchanged = await numberOf(ctx, reference);
  if (unchanged.status === to) return unchanged;
  requireMove(unchanged, move);
  throw numberConflict(unchanged.e164);
}
