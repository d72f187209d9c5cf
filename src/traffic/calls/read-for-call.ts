import { type DialTrunk, dialTrunkJson } from "#connections/sip-trunks/dial-trunk";
import { possibleNumbers } from "#connections/sip-trunks/number-format";
import { e164Format } from "#connections/sip-trunks/trunk";
import { keptStatuses, type NumberStatus, platformMethods } from "#inventory/phone-numbers/lifecycle";
import type { RoutedAgent, RoutingSnapshot } from "#inventory/routing/route-call";
import { columnsOf } from "#kernel/db/column-names";
import type { LeftJoined } from "#kernel/db/db";
import { handWrittenRow, type StoredFields, storedReader } from "#kernel/db/hand-written-read";
import type { WebhookContext } from "#kernel/ports/context";
import { expiredFingerprints } from "#kernel/values/replay-guard";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import { type AccountCells, isOfSigner } from "#traffic/signer";
import type { CallRow } from "./table";

/**
 * The number that the dialled party sees when a call leaves over Twilio's own network. `as_asked`: the destination
 * decides. An object: this number, which the tenant has bought. `null`: no call may leave so.
 *
 * **Invariant:** a call that a trunk in the platform's account brought shows a number that its tenant has bought. The
 * tenant's carrier writes the caller and the called number of such a call, and Twilio shows any number of the account.
 */
export type NetworkCallerId = "as_asked" | { readonly e164: string } | null;

/** The number and its routing, and the call if an earlier webhook recorded it. */
export interface CallReading {
  /** `false`: the number is of another Twilio account than the one that signed the webhook, so nothing else is read. */
  readonly isOfSigner: boolean;
  /** The webhook's URL names a trunk, and the tenant has it. */
  readonly trunkExists: boolean;
  /** The number is of a trunk, and no signed call has proved yet that the tenant has it. */
  readonly isUnproved: boolean;
  readonly networkCallerId: NetworkCallerId;
  /** The tenant's own account that the number is in; `null`: the platform's. */
  readonly carrierAccountId: string | null;
  readonly routing: RoutingSnapshot;
  /** The trunks that the agents, the plan, the call's decision and the webhook's URL name. A missing one is deleted. */
  readonly trunks: readonly DialTrunk[];
  readonly call: CallRow | null;
}

const literals = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(", ");

/**
 * One statement with everything that a voice webhook needs, because a caller waits for the answer. Written by hand:
 * building it with drizzle takes longer than running it (`npm run bench`, "voice webhook"). Always returns one row.
 *
 * Owners of the tables: `tenants` tenants; `phone_numbers` inventory/phone-numbers; `routing_plans`,
 * `routing_plan_agents` inventory/routing; `agents` inventory/agents; `assignments` inventory/assignments;
 * `carrier_accounts` connections/carrier-accounts; `sip_trunks`, `sip_gateways` connections/sip-trunks; `calls`,
 * `recorded_calls` this folder. test/traffic/calls/read-for-call.test.ts holds it to the owners' own reads.
 *
 * Parameters: ?1 tenant, ?2 the id of the phone number or of the trunk, ?3 Twilio's CallSid, ?4 the trunk that the
 * webhook's URL names as dialled, or null. Each join finds one row at most, by a unique index. The tenant is part of
 * each condition, so that another tenant's number, plan or agents are never read.
 *
 * @param id an expression for the number's id
 */
const sqlFor = (
  id: string,
  { ctes, columns, joins, accountId }: Record<"ctes" | "columns" | "joins" | "accountId", string>,
) => `
with ${ctes}named as (
  select id, name, version, destination from agents
  where tenant_id = ?1 and deleted_at is null and id in (
    select agent_id from assignments where phone_number_id = ${id} and valid_to is null
    union all
    select named.agent_id from routing_plans as current
      join routing_plan_agents as named
        on named.phone_number_id = current.phone_number_id and named.version = current.version
      where current.phone_number_id = ${id} and current.valid_to is null))
select
  number.id as number_id,
  number.e164 as number_e164,
  iif(number.status = 'lost' and number.lost_suspended, 'suspended', number.status) as number_status,
  number.agent_id as number_agent_id,
  ${accountId} as number_account_id,
  number.acquisition_method = 'sip_trunk' and number.carrier_account_id is null as is_on_platform_trunk,
  iif(number.acquisition_method = 'sip_trunk' and number.carrier_account_id is null, (
    select own.e164 from phone_numbers as own
    where own.tenant_id = ?1 and own.acquisition_method in (${literals(platformMethods)}) and own.status = 'active' and own.voice
    order by own.created_at, own.id limit 1), null) as bought_e164,
  account.account_sid as number_account_sid,
  ${accountId} is not null or coalesce(tenant.redirect_allowed, 0) as may_redirect,
  tenant.status <> 'active' as tenant_inactive,
  tenant.caller_message as tenant_caller_message,
  plan.version as plan_version,
  plan.plan as plan,
  (select json_group_array(json_object('id', id, 'name', name, 'version', version, 'destination', json(destination)))
    from named) as agents,
  (select json_group_array(${dialTrunkJson}) from sip_trunks as dialled
    where dialled.tenant_id = ?1 and dialled.deleted_at is null and dialled.id in (
      select destination ->> '$.sipTrunkId' from named
      union all select plan.plan ->> '$.fallback.sipTrunkId'
      union all select plan.plan ->> '$.schedule.closed.sipTrunkId'
      union all select call.decision ->> '$.fallback.sipTrunkId'
      union all select ?4)) as trunks,
  ${columns}iif(call.id is null, null, json_array(${columnsOf(storedCall, "call")})) as call,
  recorded.carrier_id is not null and call.id is null as is_expired
from (select 1)
left join tenants as tenant on tenant.id = ?1
${joins}
left join carrier_accounts as account
  on account.id = ${accountId} and account.tenant_id = ?1 and account.deleted_at is null
left join routing_plans as plan on plan.phone_number_id = ${id} and plan.tenant_id = ?1 and plan.valid_to is null
left join recorded_calls as recorded on recorded.tenant_id = ?1 and recorded.carrier_id = ?3
left join calls as call on call.id = recorded.record_id and call.tenant_id = ?1`;

const byNumber = handWrittenRow<ReadingCells>(() =>
  sqlFor("?2", {
    ctes: "",
    columns: "",
    joins: "left join phone_numbers as number on number.id = ?2 and number.tenant_id = ?1",
    accountId: "number.carrier_account_id",
  }),
);

/**
 * Finds the number that a call over a trunk is for. ?5 is the user part of its address, ?6 the numbers that this is in
 * any format, as JSON. The trunk's own format comes first, as in `possibleNumbers`.
 */
const byTrunk = handWrittenRow<ReadingCells>(() =>
  sqlFor("(select id from found)", {
    ctes: `format as (
  select iif(number_format ->> '$.plus', '+', '') || (number_format ->> '$.add_prefix') as prefix,
    '+' || (number_format ->> '$.strip_prefix') as start
  from sip_trunks where id = ?2 and tenant_id = ?1 and deleted_at is null),
possible as (
  select 0 as place, start || substr(?5, length(prefix) + 1) as e164 from format where substr(?5, 1, length(prefix)) = prefix
  union all select key + 1, value from format, json_each(?6)),
found as materialized (
  select number.id from possible cross join phone_numbers as number indexed by phone_numbers_by_trunk
  where number.sip_trunk_id = ?2 and number.e164 = possible.e164 and number.tenant_id = ?1
    and number.status in (${literals(keptStatuses)})
  order by possible.place limit 1),
`,
    columns: "trunk.id as trunk_id, number.ownership_proved_at as number_proved_at, ",
    joins: `left join sip_trunks as trunk on trunk.id = ?2 and trunk.tenant_id = ?1 and trunk.deleted_at is null
left join phone_numbers as number on number.id = (select id from found) and number.tenant_id = ?1`,
    accountId: "coalesce(number.carrier_account_id, trunk.carrier_account_id)",
  }),
);

interface NumberCells {
  readonly number_id: string;
  readonly number_e164: string;
  readonly number_status: NumberStatus;
  readonly number_agent_id: string | null;
}

type ReadingCells = LeftJoined<NumberCells> &
  AccountCells & {
    /** All cells of the call as a JSON array; see `readCall`. */
    readonly call: string | null;
    readonly may_redirect: 0 | 1;
    readonly plan_version: number | null;
    /** JSON. */
    readonly plan: string | null;
    /** A JSON array. */
    readonly agents: string;
    /** A JSON array. */
    readonly trunks: string;
    readonly is_on_platform_trunk: 0 | 1 | null;
    readonly bought_e164: string | null;
    /** Only in the read for a call over a trunk. */
    readonly trunk_id?: string | null;
    readonly number_proved_at?: number | null;
    readonly is_expired: 0 | 1;
    readonly tenant_inactive: 0 | 1 | null;
    readonly tenant_caller_message: string | null;
  };

/** Reads what a voice webhook needs in one round trip. `call` stands for an expired one, too: see `expiredCall`. */
export async function readForCall(
  webhook: WebhookContext,
  carrierId: string,
  dialledTrunkId: string | null = null,
): Promise<CallReading> {
  const cells = await cellsFor(webhook, carrierId, dialledTrunkId);
  const { number_id: numberId, trunk_id: trunkId = null } = cells;
  const recorded = cells.call === null ? null : readCall(JSON.parse(cells.call));
  if (!isOfSigner(webhook, cells, { numberId, trunkId, recordNumberId: recorded?.phoneNumberId ?? null })) {
    return nothing;
  }
  const call = recorded ?? (cells.is_expired ? expiredCall(webhook.tenantId, carrierId) : null);
  return {
    isOfSigner: true,
    trunkExists: trunkId !== null,
    isUnproved: trunkId !== null && numberId !== null && cells.number_proved_at === null,
    networkCallerId: networkCallerIdOf(cells),
    carrierAccountId: cells.number_account_id,
    routing: toRouting(cells),
    trunks: JSON.parse(cells.trunks) as DialTrunk[],
    call,
  };
}

/** All fields of a call, which D1 answers as one array: a function of SQLite takes 32 arguments at most there. */
const storedCall: StoredFields<CallRow> = {
  id: "plain",
  tenantId: "plain",
  phoneNumberId: "plain",
  carrierId: "plain",
  fromNumber: "plain",
  fromKind: "plain",
  toNumber: "plain",
  status: "plain",
  startedAt: "plain",
  answeredAt: "plain",
  endedAt: "plain",
  durationSeconds: "plain",
  agentId: "plain",
  decision: "json",
  legs: "json",
  seen: "json",
  version: "plain",
  createdAt: "plain",
  updatedAt: "plain",
  fromAddress: "plain",
  fromCountry: "plain",
  fromKey: "plain",
};

const readCall = storedReader<CallRow>(storedCall);

function cellsFor(
  { db, tenantId, phoneNumberId, trunkCall }: WebhookContext,
  carrierId: string,
  trunkId: string | null,
): Promise<ReadingCells> {
  if (trunkCall === null) return byNumber(db, tenantId, phoneNumberId, carrierId, trunkId);
  const { sipTrunkId, user } = trunkCall;
  const possible = JSON.stringify(possibleNumbers(user, e164Format));
  return byTrunk(db, tenantId, sipTrunkId, carrierId, trunkId, user, possible);
}

const nothing: CallReading = {
  isOfSigner: false,
  trunkExists: false,
  isUnproved: false,
  networkCallerId: null,
  carrierAccountId: null,
  routing: { number: null, mayRedirect: false, plan: null, planVersion: null, agents: [] },
  trunks: [],
  call: null,
};

function networkCallerIdOf({ is_on_platform_trunk, bought_e164 }: ReadingCells): NetworkCallerId {
  if (!is_on_platform_trunk) return "as_asked";
  return bought_e164 === null ? null : { e164: bought_e164 };
}

function toRouting(cells: ReadingCells): RoutingSnapshot {
  const { number_id: id, number_e164: e164, number_status: status, number_agent_id: agentId } = cells;
  return {
    number: id === null ? null : { id, e164, status, agentId },
    mayRedirect: id !== null && cells.may_redirect === 1,
    ...(cells.tenant_inactive && { stopped: { announcement: cells.tenant_caller_message } }),
    plan: cells.plan === null ? null : (JSON.parse(cells.plan) as RoutingPlan),
    planVersion: cells.plan_version,
    agents: JSON.parse(cells.agents) as RoutedAgent[],
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
  fromAddress: "",
  fromKind: "anonymous",
  fromCountry: null,
  fromKey: "",
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
