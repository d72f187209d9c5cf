import { env } from "cloudflare:workers";
import type { Carrier, CarrierResult, NumberSetup, OwnedNumber } from "#kernel/ports/carrier";
import type { CarrierPort, CarrierPorting, PortOrder } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import { progressRequest } from "#porting/progress/progress-request";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { tenantDatabase, tenantJobContext } from "../../support/tenant-database";
import { ModelCarrier } from "./model-carrier";

/** A submitted request beside a Twilio of the test's making, under a clock of the test's. */

const ok = <T>(value: T): CarrierResult<T> => ({ kind: "ok", value });
let ports = 0;
const nextPort = (): number => {
  ports += 1;
  return ports;
};
const silent: CarrierResult<never> = { kind: "unknown", message: "No answer." };

/** The next creations: `lost` takes effect and gives no answer, `dropped` does neither. */
export type CreationFault = "none" | "lost" | "dropped" | "busy" | "refused";

export class PortWorld {
  now = Date.UTC(2027, 0, 4);
  creation: CreationFault = "none";
  cancellation: "none" | "refused" = "none";
  /** The numbers that Twilio was asked to cancel, by its ids. */
  readonly canceledNumbers: string[] = [];
  readonly ports: ModelCarrier[] = [];
  readonly orders: PortOrder[] = [];
  readonly createdAt = new Map<string, number>();
  /** The platform's account, by number. */
  readonly account = new Map<string, OwnedNumber>();
  readonly configured: NumberSetup[] = [];
  uploads = 0;
  readonly queued: number[] = [];
  calls = 0;
  readonly tenant: Tenant;
  readonly id: string;
  readonly e164s: readonly string[];

  private constructor(tenant: Tenant, id: string, e164s: readonly string[]) {
    this.tenant = tenant;
    this.id = id;
    this.e164s = e164s;
  }

  static async create(count = 2, configuration: object = { agent_id: null, routing: null, tags: ["ported"] }) {
    const tenant = await withTenant();
    const ctx = tenantJobContext();
    const world = new PortWorld(
      tenant,
      ctx.newId("portingRequest"),
      Array.from({ length: count }, () => freshNumber("312")),
    );
    const { id, now } = world;
    const details = {
      losing_carrier: "Verizon",
      customer: { type: "business", name: "Acme Incorporated" },
      authorized_person: { name: "Ada Lovelace", email: "ada@example.com", phone: null },
      service_address: {
        street: "1 Main St",
        street_2: null,
        city: "Chicago",
        state: "IL",
        postal_code: "60661",
        country: "US",
      },
      billing_address: null,
      billing_telephone_number: null,
      bill: null,
      desired: null,
      scope: "full",
      remaining_numbers: null,
      configuration,
    };
    const rows = world.e164s.map((e164) => [ctx.newId("portingNumber"), e164, ctx.newId("phoneNumber")]);
    const document = ctx.newId("portingDocument");
    await tenantDatabase.batch([
      tenantDatabase
        .prepare(
          `insert into porting_requests (id, tenant_id, status, status_since, path, details, secret_kinds, carrier_task, next_check_at,
           moved_at, created_at, updated_at, submitted_at)
         values (?1, ?2, 'submitted', ?3, 'twilio', ?4, '[]', '{"kind":"create","attempts":0}', ?3, ?3, ?3, ?3, ?3)`,
        )
        .bind(id, tenant.id, now, JSON.stringify(details)),
      tenantDatabase
        .prepare(
          `insert into porting_numbers (id, porting_request_id, tenant_id, e164, status, status_since, is_open, country, type,
           messaging_status, phone_number_id, created_at, updated_at)
         select value ->> 0, ?1, ?2, value ->> 1, 'pending', ?3, 1, 'US', 'local', 'pending', value ->> 2, ?3, ?3 from json_each(?4)`,
        )
        .bind(id, tenant.id, now, JSON.stringify(rows)),
      tenantDatabase
        .prepare(
          `insert into porting_documents (id, porting_request_id, tenant_id, kind, filename, content_type, bytes, sha256, status, origin,
           created_at) values (?1, ?2, ?3, 'bill', 'bill.pdf', 'application/pdf', 4, 'x', 'stored', 'uploaded', ?4)`,
        )
        .bind(document, id, tenant.id, now),
    ]);
    await env.DOCUMENTS.put(`porting/${tenant.id}/${id}/${document}`, "%PDF");
    return world;
  }

  /** The port that is under way at Twilio. */
  get port(): ModelCarrier {
    const port = this.ports.at(-1);
    if (!port) throw new Error("There is no port.");
    return port;
  }

  /** Twilio lists what has moved. */
  list(): void {
    for (const { numbers } of this.ports) {
      for (const { e164, status } of numbers) {
        if (status !== "completed" || this.account.has(e164)) continue;
        this.account.set(e164, {
          carrierId: `PN${e164.slice(1)}`,
          e164,
          label: "",
          country: "US",
          type: "local",
          capabilities: { voice: true, sms: true, mms: true, fax: false },
          boughtAt: this.now,
          voiceUrl: "",
          voiceStatusUrl: "",
          smsUrl: "",
          voiceApplication: null,
          smsApplication: null,
          trunk: null,
          documents: {
            addressRequirement: "none",
            addressSid: null,
            bundleSid: null,
            emergencyCalling: false,
            emergencyAddress: "unregistered",
          },
        });
      }
    }
  }

  readonly porting: Partial<CarrierPorting> = {
    uploadDocument: async () => {
      this.uploads += 1;
      return ok({
        id: `RD${String(this.uploads).padStart(32, "0")}`,
        status: "completed",
        isEmpty: false,
        failureReason: null,
      });
    },
    createPort: async (order) => {
      const fault = this.creation;
      this.creation = "none";
      if (fault === "busy") return { kind: "unavailable", carrierCode: 20429, retryAfterSeconds: 1 };
      if (fault === "refused")
        return { kind: "refused", code: "carrier_refused", carrierCode: 22172, message: "Too soon." };
      if (fault === "dropped") return silent;
      const port = new ModelCarrier(
        order.numbers.map(({ e164 }) => e164),
        nextPort(),
      );
      this.ports.push(port);
      this.orders.push(order);
      this.createdAt.set(port.id, this.now);
      return fault === "lost" ? silent : ok(this.shown(port));
    },
    fetchPort: async (id) => {
      const port = this.ports.find((each) => each.id === id);
      return ok(port ? this.shown(port) : null);
    },
    listPorts: async () =>
      ok({
        ports: this.ports.map((port) => ({
          id: port.id,
          status: port.status,
          rawStatus: port.status,
          requested: port.numbers.length,
          ported: null,
          suggestedAction: null,
        })),
        next: null,
      }),
    cancelPort: async (id) => {
      if (this.cancellation === "refused")
        return { kind: "refused", code: "carrier_refused", carrierCode: 20409, message: "Too late." };
      this.ports.find((each) => each.id === id)?.cancelAll();
      return ok(null);
    },
    cancelPortNumber: async (id, numberId) => {
      this.canceledNumbers.push(numberId);
      const port = this.ports.find((each) => each.id === id);
      const number = port?.fetch().numbers.findIndex((each) => each.id === numberId) ?? -1;
      if (number >= 0) port?.step({ kind: "cancel", number }, this.now);
      return ok(null);
    },
  };

  private shown(port: ModelCarrier): CarrierPort {
    return { ...port.fetch(), createdAt: this.createdAt.get(port.id) ?? null };
  }

  readonly carrier: Partial<Carrier> = {
    prices: async () => ok({ local: { amount: "1.15", currency: "USD" } }),
    findOwned: async (e164) => ok(this.account.get(e164) ?? null),
    configure: async (carrierId, setup) => {
      const number = [...this.account.values()].find((each) => each.carrierId === carrierId);
      if (!number) return { kind: "refused", code: "not_found", carrierCode: 20404, message: "Gone." };
      this.configured.push(setup);
      this.account.set(number.e164, { ...number, ...setup });
      return ok(number);
    },
  };

  /** A job's context in this world. Only what a request needs is there. */
  context(ctx: Context = tenantJobContext()): Context {
    const accountOf = ctx.carrierAccount;
    return {
      ...ctx,
      now: this.now,
      elapsedMs: () => 0,
      carrier: { ...ctx.carrier, ...this.carrier },
      carrierAccount: (access) => {
        const account = accountOf(access);
        return { ...account, porting: { ...account.porting, ...this.porting } };
      },
      enqueuePorting: async (_, delaySeconds) => {
        this.queued.push(delaySeconds);
      },
    };
  }

  /** The contexts of a run that also sees another world's Twilio. */
  contextBeside(other: PortWorld): (ctx: Context) => Context {
    return (ctx) => {
      const own = this.context(ctx);
      const { carrierAccount } = own;
      const createPort: CarrierPorting["createPort"] = async (order) => {
        const world = order.numbers.some(({ e164 }) => other.e164s.includes(e164)) ? other : this;
        return (await world.porting.createPort?.(order)) ?? silent;
      };
      const fetchPort: CarrierPorting["fetchPort"] = async (id) => {
        const mine = await this.porting.fetchPort?.(id);
        return mine?.kind === "ok" && mine.value ? mine : ((await other.porting.fetchPort?.(id)) ?? silent);
      };
      const listPorts: CarrierPorting["listPorts"] = async (filter, page) => {
        const lists = [await this.porting.listPorts?.(filter, page), await other.porting.listPorts?.(filter, page)];
        return ok({ ports: lists.flatMap((list) => (list?.kind === "ok" ? list.value.ports : [])), next: null });
      };
      return {
        ...own,
        carrierAccount: (access) => {
          const account = carrierAccount(access);
          return { ...account, porting: { ...account.porting, createPort, fetchPort, listPorts } };
        },
      };
    };
  }

  /** Runs what is due, as a message of the queue does. */
  async run(ctx?: Context): Promise<void> {
    await progressRequest(this.context(ctx), this.id);
  }

  /** Time passes until the next look at the request, and that is made. */
  async later(ms = 60 * 60_000): Promise<void> {
    this.now += ms;
    await this.run();
  }

  /** A webhook makes the request due. */
  async hint(ctx?: Context): Promise<void> {
    await tenantDatabase
      .prepare("update porting_requests set next_check_at = ?2 where id = ?1")
      .bind(this.id, this.now)
      .run();
    await this.run(ctx);
  }

  async status(): Promise<{ request: string; numbers: string[]; task: unknown; portId: string | null }> {
    const row = await tenantDatabase
      .prepare("select status, carrier_task, carrier_request_id from porting_requests where id = ?")
      .bind(this.id)
      .first<{ status: string; carrier_task: string | null; carrier_request_id: string | null }>();
    const { results } = await tenantDatabase
      .prepare("select status from porting_numbers where porting_request_id = ? order by e164")
      .bind(this.id)
      .all<{ status: string }>();
    return {
      request: row?.status ?? "",
      numbers: results.map(({ status }) => status),
      task: row?.carrier_task ? JSON.parse(row.carrier_task) : null,
      portId: row?.carrier_request_id ?? null,
    };
  }

  async events(type: string): Promise<number> {
    const count = await tenantDatabase
      .prepare("select count(*) as n from events where tenant_id = ? and type = ?")
      .bind(this.tenant.id, type)
      .first<number>("n");
    return count ?? 0;
  }
}
