import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { databasesOf } from "#runtime/databases";
import { createJobContext } from "#runtime/job-context";
import { World } from "../acquisition/imports/world";
import type { Answer } from "../support/api";
import { readyDraft } from "../support/porting";
import { sandbox } from "../support/sandbox";
import { freshNumber, type Tenant } from "../support/seed";

/** Things that only one tenant of a deployment may have, and how two tenants in two databases try to get one. */

export const bindings = [env.DB, env.DB_2 ?? env.DB] as const;

/** How a tenant takes a thing: an answer of the API, or the items of an import. */
type Take = () => Promise<Pick<Answer, "body">>;

export interface Contest {
  /** How each of the two tenants takes the same thing. */
  readonly takes: readonly [Take, Take];
  /** The tenants that have it, over all databases. */
  readonly owners: () => Promise<string[]>;
}

/** A new thing for these two tenants, the first of which is in `DB` and the second in `DB_2`. */
export type MakeContest = (tenants: readonly [Tenant, Tenant]) => Promise<Contest>;

const ownersBy =
  (query: string, subject: string): Contest["owners"] =>
  async () => {
    const found = await Promise.all(
      bindings.map((binding) => binding.prepare(query).bind(subject).all<{ tenant_id: string }>()),
    );
    return found.flatMap(({ results }) => results.map(({ tenant_id }) => tenant_id));
  };

const both = <T>([one, two]: readonly [Tenant, Tenant], make: (tenant: Tenant) => Promise<T>): Promise<[T, T]> =>
  Promise.all([make(one), make(two)]);

const documents = `select distinct tenant_id from (
  select tenant_id from regulatory_claims where sid = ?1
  union all select tenant_id from order_items
    where (address_sid = ?1 or bundle_sid = ?1) and status in ('queued', 'purchasing', 'unknown'))`;

export const contested: Readonly<Record<string, MakeContest>> = {
  "a number of a trunk in the platform's account": async (tenants) => {
    const e164 = freshNumber();
    const takes = await both(tenants, async ({ api }) => {
      const { body: trunk } = await api.post("/v1/sip-trunks", { name: "Carrier", provider: "byoc" });
      return () => api.post(`/v1/sip-trunks/${trunk.id}/phone-numbers`, { phone_numbers: [e164] });
    });
    const query =
      "select tenant_id from phone_numbers where e164 = ? and acquisition_method = 'sip_trunk' and status = 'active'";
    return { takes, owners: ownersBy(query, e164) };
  },
  "an open port of a number": async (tenants) => {
    const e164 = freshNumber();
    const takes = await both(tenants, async (tenant) => {
      const path = await readyDraft(tenant, [e164]);
      return () => tenant.api.post(`${path}/submit`);
    });
    return { takes, owners: ownersBy("select tenant_id from porting_numbers where e164 = ? and is_open = 1", e164) };
  },
  "a bundle as a default": async (tenants) => {
    const bundle_sid = await sandbox.bundle("GB", "mobile");
    const takes = await both(
      tenants,
      async ({ api }) =>
        () =>
          api.put("/v1/regulatory-defaults/GB/mobile", { bundle_sid }),
    );
    return { takes, owners: ownersBy(documents, bundle_sid) };
  },
  "an address in an order": async (tenants) => {
    const address_sid = await sandbox.address("US");
    const takes = await both(tenants, async ({ api }) => {
      const phone_number = freshNumber();
      return () => api.post("/v1/orders", { items: [{ phone_number }], configuration: { address_sid } });
    });
    return { takes, owners: ownersBy(documents, address_sid) };
  },
  "a number in a Twilio account that both connected": async (tenants) => {
    const { e164, worlds, owners } = await sharedImport(tenants);
    const takes = worlds.map(
      (world): Take =>
        async () => {
          return { body: await world.finish(await world.submit("import", [e164])) };
        },
    );
    const [one, two] = takes;
    if (!one || !two) throw new Error("There are two worlds.");
    return { takes: [one, two], owners };
  },
};

/** A number in a Twilio account that both tenants connected. Each takes it by a job that is run until it ends. */
export async function sharedImport([one, two]: readonly [Tenant, Tenant]) {
  const e164 = freshNumber();
  const { all } = databasesOf(env);
  const worldIn = ({ id }: Tenant, at: number) => {
    const ctx = createJobContext(env, createExecutionContext(), all[at]);
    return World.of(id, "us1", { ...ctx, principal: { ...ctx.principal, tenantId: id } });
  };
  const worlds = [await worldIn(one, 0), await worldIn(two, 1)] as const;
  const carrierId = worlds[0].account.add(e164);
  worlds[1].account.share(worlds[0].account);
  const query = "select tenant_id from phone_numbers where carrier_id = ? and status = 'active'";
  return { e164, worlds, owners: ownersBy(query, carrierId) };
}

/** Lets time pass for the leases of requests that died. */
export const pass = (ms: number): Promise<unknown> =>
  env.DB.prepare("update subject_leases set until = until - ?").bind(ms).run();

/** Makes waiting take no time: the leases age by it instead. */
export function skipWaiting(): void {
  vi.spyOn(scheduler, "wait").mockImplementation(async (ms) => {
    await pass(ms);
  });
}
