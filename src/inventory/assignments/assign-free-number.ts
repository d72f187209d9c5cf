import { getTableColumns, sql } from "drizzle-orm";
import { eventValues, preparedEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { plainAgentExists } from "#inventory/agents/queries";
import { type AgentRow, agents } from "#inventory/agents/table";
import {
  isReferenced,
  type ReferenceShape,
  readNumber,
  referenceShape,
  referenceValues,
} from "#inventory/phone-numbers/queries";
import { setAgentOfFreeNumber } from "#inventory/phone-numbers/set-agent";
import { type NumberRow, phoneNumbers } from "#inventory/phone-numbers/table";
import { batchNamed, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { jsonRow } from "#kernel/db/json-rows";
import { preparedRows, preparedWrite, rowReader } from "#kernel/db/prepared";
import type { Context } from "#kernel/ports/context";
import { type AssignmentRow, assignments } from "./table";

interface Shape {
  readonly shape: ReferenceShape;
}

const given = (name: string) => sql.placeholder(name);

const setAgent = preparedWrite((db, { shape }: Shape) =>
  setAgentOfFreeNumber(
    db,
    shape,
    sql`${plainAgentExists(given("tenant"), given("agent"))} and not exists (
      select 1 from ${assignments} where ${assignments.phoneNumberId} = ${phoneNumbers.id} and ${assignments.validTo} is null)`,
  ),
);

/** Its beginning is that of `nextValidFrom`. */
const insertAssignment = preparedWrite((db, { shape }: Shape) =>
  db.insert(assignments).select(sql`
    select ${phoneNumbers.id}, max(${given("now")}, coalesce((select valid_to from ${assignments} as latest
        where latest.phone_number_id = ${phoneNumbers.id} order by latest.valid_from desc limit 1), 0)),
      null, ${given("assignment")}, ${phoneNumbers.tenantId}, ${phoneNumbers.e164}, ${given("agent")}
    from ${phoneNumbers} where ${isReferenced(shape)} and ${previousWroteSomething}`),
);

const insertEvent = preparedWrite((db, { shape }: Shape) =>
  preparedEvent(db, "assignment.started", {
    subjectId: sql`${given("assignment")}`,
    data: sql`json_object('phone_number', ${phoneNumbers.e164}, 'phone_number_id', ${phoneNumbers.id}, 'agent_id', ${given("agent")})`,
    rest: sql`from ${phoneNumbers} where ${isReferenced(shape)} and ${previousWroteSomething}`,
  }),
);

/** The number, and unless it has the agent now, what `assignAgent` needs to decide. */
interface Basis {
  readonly number: NumberRow;
  readonly agent: AgentRow | null;
  readonly latest: AssignmentRow | null;
  readonly newestSeq: number;
}

const [readAgent, readAssignment] = [rowReader(agents), rowReader(assignments)];
const NUMBER_CELLS = Object.keys(getTableColumns(phoneNumbers)).length;

const readBasis = preparedRows(
  (db, { shape }: Shape) => {
    const unlessAssigned = (cell: ReturnType<typeof jsonRow>) =>
      sql`iif(${phoneNumbers.agentId} is ${given("agent")}, null, ${cell})`;
    return db
      .select({
        ...getTableColumns(phoneNumbers),
        agent: unlessAssigned(
          jsonRow(agents, sql`where id = ${given("agent")} and tenant_id = ${given("tenant")} and deleted_at is null`),
        ).as("agent"),
        latest: unlessAssigned(
          jsonRow(assignments, sql`where phone_number_id = ${phoneNumbers.id} order by valid_from desc`),
        ).as("latest"),
        newestSeq: unlessAssigned(sql`(select max(seq) from events where tenant_id = ${given("tenant")})`).as(
          "newest_seq",
        ),
      })
      .from(phoneNumbers)
      .where(isReferenced(shape));
  },
  (cells): Basis => {
    const [agent, latest, newestSeq] = cells.slice(NUMBER_CELLS);
    return {
      number: readNumber(cells),
      agent: typeof agent === "string" ? readAgent(JSON.parse(agent)) : null,
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
