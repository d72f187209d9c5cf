import { type SQL, sql } from "drizzle-orm";
import { eventValues, preparedEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { agentCell, plainAgentExists, readAgentCell } from "#inventory/agents/queries";
import type { AgentRow } from "#inventory/agents/table";
import {
  type ReferenceShape,
  readNumberAnd,
  referencedNumber,
  referenceShape,
  referenceValues,
  selectNumberAnd,
} from "#inventory/phone-numbers/queries";
import { setAgentOfFreeNumber } from "#inventory/phone-numbers/set-agent";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { batchNamed, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { jsonRow } from "#kernel/db/json-rows";
import { preparedRows, preparedWrite, rowReader } from "#kernel/db/prepared";
import type { Context } from "#kernel/ports/context";
import { type AssignmentRow, assignments } from "./table";

interface Shape {
  readonly shape: ReferenceShape;
}

const given = (name: string) => sql.placeholder(name);

const setAgent = preparedWrite((db, { shape }: Shape) => {
  const hasNone = sql`not exists (select 1 from ${assignments}
    where ${assignments.phoneNumberId} = ${referencedNumber(shape).id} and ${assignments.validTo} is null)`;
  return setAgentOfFreeNumber(db, shape, sql`${plainAgentExists(given("tenant"), given("agent"))} and ${hasNone}`);
});

/** It begins as `nextValidFrom` says. */
const insertAssignment = preparedWrite((db, { shape }: Shape) => {
  const { id, tenantId, e164, from } = referencedNumber(shape);
  return db.insert(assignments).select(sql`
    select ${id}, max(${given("now")}, coalesce((select latest.valid_to from ${assignments} as latest
        where latest.phone_number_id = ${id} order by latest.valid_from desc limit 1), 0)),
      null, ${given("assignment")}, ${tenantId}, ${e164}, ${given("agent")}
    ${from} and ${previousWroteSomething}`);
});

const insertEvent = preparedWrite((db, { shape }: Shape) => {
  const { id, e164, from } = referencedNumber(shape);
  return preparedEvent(db, "assignment.started", {
    subjectId: sql`${given("assignment")}`,
    data: sql`json_object('phone_number', ${e164}, 'phone_number_id', ${id}, 'agent_id', ${given("agent")})`,
    rest: sql`${from} and ${previousWroteSomething}`,
  });
});

/** The number, and unless it has the agent now, what `assignAgent` needs to decide. */
interface Basis {
  readonly number: NumberRow;
  readonly agent: AgentRow | null;
  readonly latest: AssignmentRow | null;
  readonly newestSeq: number;
}

const readAssignment = rowReader(assignments);

const readBasis = preparedRows(
  (db, { shape }: Shape) => {
    const { id, agentId } = referencedNumber(shape);
    const unlessAssigned = (cell: SQL) => sql`iif(${agentId} is ${given("agent")}, null, ${cell})`;
    const latest = jsonRow(
      assignments,
      sql`where ${assignments.phoneNumberId} = ${id} order by ${assignments.validFrom} desc`,
    );
    const newestSeq = sql`(select max(seq) from events where tenant_id = ${given("tenant")})`;
    return selectNumberAnd(db, shape, {
      agent: unlessAssigned(agentCell(given("tenant"), given("agent"))).as("agent"),
      latest: unlessAssigned(latest).as("latest"),
      newestSeq: unlessAssigned(newestSeq).as("newest_seq"),
    });
  },
  (cells): Basis => {
    const {
      number,
      more: [agent, latest, newestSeq],
    } = readNumberAnd(cells);
    return {
      number,
      agent: readAgentCell(agent),
      latest: typeof latest === "string" ? readAssignment(JSON.parse(latest)) : null,
      newestSeq: Number(newestSeq ?? 0),
    };
  },
);

/**
 * Assigns a number without an agent to an agent that neither dials a number nor redirects calls. Then nothing has to be
 * looked up first, so it is one round trip. Otherwise it writes nothing, and answers the rows to decide by.
 */
export async function assignFreeNumber(
  ctx: Context,
  reference: string,
  agentId: string,
): Promise<{ readonly assigned: boolean; readonly basis: Basis | undefined }> {
  const { db, now } = ctx;
  const shape = { shape: referenceShape(reference) };
  const source = sourceOf(ctx);
  const assignment = ctx.newId("assignment");
  const values = { ...referenceValues(ctx, reference), ...eventValues(source), agent: agentId, assignment, now };
  const {
    set,
    basis: [basis],
  } = await batchNamed(db, {
    set: setAgent(db, shape, values),
    started: insertAssignment(db, shape, values),
    event: insertEvent(db, shape, values),
    basis: readBasis(db, shape, values),
  });
  const assigned = wroteSomething(set);
  if (assigned && basis) {
    source.changed.addEvent(source.tenantId, "assignment.started", assignment, { phone_number_id: basis.number.id });
  }
  return { assigned, basis };
}
