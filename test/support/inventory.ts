import { sealSecrets } from "#connections/carrier-accounts/secrets";
import { carrierAccounts } from "#connections/carrier-accounts/table";
import type { Context } from "#kernel/ports/context";
import { firstIdAt } from "#kernel/values/ids";
import { tenantDatabase, tenantJobContext } from "./tenant-database";

/** Inventories written with SQL, without purchases, in any size and state. */

/** A number of such an inventory; times are milliseconds. */
export interface InventoryNumber {
  readonly id: string;
  readonly e164: string;
  readonly status: string;
  readonly country: string;
  readonly type: string;
  readonly acquisition_method: string;
  readonly sms: number;
  readonly mms: number;
  readonly tags: readonly string[];
  readonly agent_id: string | null;
  readonly ready?: number | null;
  readonly friendly_name: string;
  readonly created_at: number;
  /** Twilio's id of the number; imported numbers must differ in it. */
  readonly carrier_id?: string;
  readonly carrier_account_id?: string | null;
  readonly sip_trunk_id?: string | null;
}

let serial = 0;

/** A context whose principal is this tenant. */
export function contextOf(tenantId: string): Context {
  const ctx = tenantJobContext();
  return { ...ctx, principal: { ...ctx.principal, tenantId } };
}

/** The context of a new tenant, whose numbers the test writes itself. */
export async function withBareTenant(): Promise<Context> {
  serial += 1;
  const ctx = contextOf("");
  const tenantId = `ten_bare${serial}_${ctx.newId("request")}`;
  await tenantDatabase
    .prepare("insert into tenants (id, name, shard, created_at, updated_at) values (?, 'Bare', ?, 0, 0)")
    .bind(tenantId, ctx.database.name)
    .run();
  return contextOf(tenantId);
}

const insert = (values: string, from: string) =>
  `insert into phone_numbers (tenant_id, id, e164, status, country, type, acquisition_method, voice, sms, mms, fax, tags,
     agent_id, ready, friendly_name, created_at, updated_at, carrier_id, carrier_account_id, sip_trunk_id, metadata) select ?1, ${values}, '{}' from ${from}`;

export async function stock({ principal }: Context, numbers: readonly InventoryNumber[]): Promise<void> {
  const values = `value ->> 'id', value ->> 'e164', value ->> 'status', value ->> 'country', value ->> 'type',
    value ->> 'acquisition_method', 1, value ->> 'sms', value ->> 'mms', 0, value -> 'tags', value ->> 'agent_id',
    value ->> 'ready', value ->> 'friendly_name', value ->> 'created_at', 0, ifnull(value ->> 'carrier_id', 'PN0'),
    value ->> 'carrier_account_id', value ->> 'sip_trunk_id'`;
  await tenantDatabase.prepare(insert(values, "json_each(?2)")).bind(principal.tenantId, JSON.stringify(numbers)).run();
}

interface OwnAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

/** Connects a Twilio account of the tenant's own, verified; the id of the carrier account. */
export async function connectAccount(ctx: Context, { accountSid, authToken }: OwnAccount): Promise<string> {
  const [id, { tenantId }] = [ctx.newId("carrierAccount"), ctx.principal];
  const secrets = { authToken, secondaryAuthToken: null, apiKeySecret: null, sharedKeys: [] };
  await ctx.db.insert(carrierAccounts).values({
    id,
    tenantId,
    name: "Own account",
    accountSid,
    region: "us1",
    ...(await sealSecrets(ctx.vault, { id, tenantId }, secrets)),
    status: "verified",
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  return id;
}

type OwnNumber = Pick<InventoryNumber, "e164"> & Partial<Omit<InventoryNumber, "id" | "e164">>;

/** A US number of an own account, with voice and SMS; its id. */
export const stockImported = (
  ctx: Context,
  number: OwnNumber & { readonly carrier_account_id: string },
): Promise<string> => stockOne(ctx, { acquisition_method: "imported", carrier_id: `PN${newId(ctx)}`, ...number });

/** A US number of a trunk, for voice; its id. */
export const stockOnTrunk = (ctx: Context, number: OwnNumber & { readonly sip_trunk_id: string }): Promise<string> =>
  stockOne(ctx, { acquisition_method: "sip_trunk", carrier_id: "", sms: 0, ...number });

const newId = (ctx: Context) => ctx.newId("phoneNumber").slice("num_".length);

async function stockOne(ctx: Context, number: OwnNumber & Pick<InventoryNumber, "acquisition_method">) {
  const id = `num_${newId(ctx)}`;
  const usual = { status: "active", country: "US", type: "local", sms: 1, mms: 0, tags: [], agent_id: null };
  await stock(ctx, [{ ...usual, id, friendly_name: number.e164, created_at: ctx.now, ...number }]);
  return id;
}

/**
 * So many numbers of every sort. All that is special about some of them comes round every 200 numbers, so that an inventory of
 * 1,000 and one of 100,000 are alike but for their size. No number has an 8 or a 9 outside its area code.
 */
export async function stockMany({ principal }: Context, count: number, area: string): Promise<void> {
  const values = `'num_' || ?3 || printf('%023d', i), '+1' || ?3 || printf('%07o', i),
    iif(i % 10 = 3, 'suspended', 'active'), iif(i % 4 = 1, 'CA', 'US'), iif(i / 5 % 5 = 2, 'toll_free', 'local'),
    iif(i % 8 = 4, 'porting', 'reseller'), 1, i / 2 % 2, i / 4 % 2, 0, iif(i % 25 < 5, '["vip"]', '[]'),
    iif(i % 20 < 4, null, 'agt_' || (i / 20 % 2)), null, 'Line ' || i % 500, ${STOCKED_FROM} + i / 4 * 1000, 0, 'PN0', null, null`;
  const numbers = "(with recursive n (i) as (select 0 union all select i + 1 from n where i < ?2 - 1) select i from n)";
  await tenantDatabase.prepare(insert(values, numbers)).bind(principal.tenantId, count, area).run();
}

/** When the first of many numbers was made; four were made each second from then on. */
export const STOCKED_FROM = 1_700_000_000_000;

/** Writes an event about each of these numbers at the end of its tenant's log, as every change of a number does. */
export async function recordChangeOf(ids: readonly string[], type = "phone_number.purchased"): Promise<void> {
  await tenantDatabase
    .prepare(
      `insert into events
     select tenant_id, (select coalesce(max(seq), 0) from events where events.tenant_id = phone_numbers.tenant_id)
         + row_number() over (partition by tenant_id order by id),
       ?2 || lower(hex(randomblob(8))), ?3, ?4, 'system', 'req_1', 'phone_number', id, json_object('phone_number', e164), null
     from phone_numbers where id in (select value from json_each(?1))`,
    )
    .bind(JSON.stringify(ids), firstIdAt("event", Date.now()).slice(0, 14), type, Date.now())
    .run();
}

/** Gives all events ids of long ago, so that `evaluateChangesJob` does not read them again. */
export const ageEvents = (): Promise<unknown> =>
  tenantDatabase.batch([
    tenantDatabase.prepare("update events set id = 'evt_00' || substr(id, 7)"),
    tenantDatabase.prepare("insert or replace into readiness_watermark values (1, ?)").bind(Date.now()),
  ]);
