import type { NumberStatus } from "#inventory/phone-numbers/lifecycle";
import type { RoutedAgent, RoutingSnapshot } from "#inventory/routing/route-call";
import type { LeftJoined } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import { expiredFingerprints } from "#kernel/values/replay-guard";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { CallRow } from "./table";

/** The number and its routing, and the call if an earlier webhook recorded it. */
export interface CallReading {
  readonly routing: RoutingSnapshot;
  readonly call: CallRow | null;
}

/**
 * One statement with everything that a voice webhook needs, because a caller waits for the answer. Written by hand:
 * building it with drizzle takes longer than running it (`npm run bench`, "voice webhook"). Always returns one row.
 *
 * Owners of the tables: `phone_numbers` inventory/phone-numbers; `routing_plans`, `routing_plan_agents`
 * inventory/routing; `agents` inventory/agents; `assignments` inventory/assignments; `calls`, `expired_calls` this
 * folder. test/traffic/calls/read-for-call.test.ts holds it to the owners' own reads.
 *
 * Parameters: ?1 tenant, ?2 phone number's id, ?3 Twilio's CallSid. Each join finds one row at most, by a unique index.
 * The tenant is part of each condition, so that another tenant's number, plan or agents are never read.
 */
const readForCallSql = `
select
  number.id as number_id,
  number.e164 as number_e164,
  iif(number.status = 'lost' and number.lost_suspended, 'suspended', number.status) as number_status,
  number.agent_id as number_agent_id,
  plan.version as plan_version,
  plan.plan as plan,
  (select json_group_array(json_object('id', id, 'name', name, 'version', version, 'destination', json(destination)))
    from agents
    where tenant_id = ?1 and deleted_at is null and id in (
      select agent_id from assignments where phone_number_id = ?2 and valid_to is null
      union all
      select named.agent_id from routing_plans as current
        join routing_plan_agents as named
          on named.phone_number_id = current.phone_number_id and named.version = current.version
        where current.phone_number_id = ?2 and current.valid_to is null)) as agents,
  call.id as call_id,
  call.phone_number_id as call_phone_number_id,
  call.from_number as call_from_number,
  call.caller as call_caller,
  call.to_number as call_to_number,
  call.status as call_status,
  call.started_at as call_started_at,
  call.answered_at as call_answered_at,
  call.ended_at as call_ended_at,
  call.duration_seconds as call_duration_seconds,
  call.agent_id as call_agent_id,
  call.decision as call_decision,
  call.legs as call_legs,
  call.seen as call_seen,
  call.version as call_version,
  call.created_at as call_created_at,
  call.updated_at as call_updated_at,
  expired.carrier_id is not null as is_expired
from (select 1)
left join phone_numbers as number on number.id = ?2 and number.tenant_id = ?1
left join routing_plans as plan on plan.phone_number_id = ?2 and plan.tenant_id = ?1 and plan.valid_to is null
left join calls as call on call.tenant_id = ?1 and call.carrier_id = ?3
left join expired_calls as expired on expired.tenant_id = ?1 and expired.carrier_id = ?3`;

interface NumberCells {
  readonly number_id: string;
  readonly number_e164: string;
  readonly number_status: NumberStatus;
  readonly number_agent_id: string | null;
}

interface CallCells {
  readonly call_id: string;
  readonly call_phone_number_id: string;
  readonly call_from_number: string | null;
  readonly call_caller: CallRow["caller"];
  readonly call_to_number: string;
  readonly call_status: CallRow["status"];
  readonly call_started_at: number;
  readonly call_answered_at: number | null;
  readonly call_ended_at: number | null;
  readonly call_duration_seconds: number | null;
  readonly call_agent_id: string | null;
  /** JSON, as are the two below. */
  readonly call_decision: string | null;
  readonly call_legs: string;
  readonly call_seen: string;
  readonly call_version: number;
  readonly call_created_at: number;
  readonly call_updated_at: number;
}

type ReadingCells = LeftJoined<NumberCells> &
  LeftJoined<CallCells> & {
    readonly plan_version: number | null;
    /** JSON. */
    readonly plan: string | null;
    /** A JSON array. */
    readonly agents: string;
    readonly is_expired: 0 | 1;
  };

/** Reads what a voice webhook needs in one round trip. `call` stands for an expired one, too: see `expiredCall`. */
export async function readForCall(
  { db, tenantId, phoneNumberId }: WebhookContext,
  carrierId: string,
): Promise<CallReading> {
  const cells = await db.$client.prepare(readForCallSql).bind(tenantId, phoneNumberId, carrierId).first<ReadingCells>();
  if (!cells) throw new Error("The read for a call gave no row.");
  const call = toCallRow(cells, tenantId, carrierId);
  return { routing: toRouting(cells), call: call ?? (cells.is_expired ? expiredCall(tenantId, carrierId) : null) };
}

function toRouting(cells: ReadingCells): RoutingSnapshot {
  const { number_id: id, number_e164: e164, number_status: status, number_agent_id: agentId } = cells;
  return {
    number: id === null ? null : { id, e164, status, agentId },
    plan: cells.plan === null ? null : (JSON.parse(cells.plan) as RoutingPlan),
    planVersion: cells.plan_version,
    agents: JSON.parse(cells.agents) as RoutedAgent[],
  };
}

function toCallRow(cells: ReadingCells, tenantId: string, carrierId: string): CallRow | null {
  if (cells.call_id === null) return null;
  return {
    id: cells.call_id,
    tenantId,
    phoneNumberId: cells.call_phone_number_id,
    carrierId,
    fromNumber: cells.call_from_number,
    caller: cells.call_caller,
    toNumber: cells.call_to_number,
    status: cells.call_status,
    startedAt: cells.call_started_at,
    answeredAt: cells.call_answered_at,
    endedAt: cells.call_ended_at,
    durationSeconds: cells.call_duration_seconds,
    agentId: cells.call_agent_id,
    decision: cells.call_decision === null ? null : JSON.parse(cells.call_decision),
    legs: JSON.parse(cells.call_legs),
    seen: JSON.parse(cells.call_seen),
    version: cells.call_version,
    createdAt: cells.call_created_at,
    updatedAt: cells.call_updated_at,
  };
}

/**
 * Stands for a call past retention, of which only the CallSid is left. Its fingerprints make every webhook about it a
 * replay.
 */
const expiredCall = (tenantId: string, carrierId: string): CallRow => ({
  id: "",
  tenantId,
  phoneNumberId: "",
  carrierId,
  fromNumber: null,
  caller: "unknown",
  toNumber: "",
  status: "completed",
  startedAt: 0,
  answeredAt: null,
  endedAt: null,
  durationSeconds: null,
  agentId: null,
  decision: null,
  legs: {},
  seen: expiredFingerprints,
  version: 0,
  createdAt: 0,
  updatedAt: 0,
});
