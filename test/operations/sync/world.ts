import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import type { Carrier, CarrierResult, NumberSetup, OwnedNumber } from "#kernel/ports/carrier";
import type { CarrierPorting, Portability } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import type { NumberDocuments } from "#kernel/values/compliance";
import { runJob } from "#operations/job-runs/run";
import type { JobRunRow } from "#operations/job-runs/table";
import { sync } from "#operations/sync/job";
import { BASE } from "../../support/api";
import { tenantDatabase, tenantJobContext, tenantJobRun } from "../../support/tenant-database";

/** A carrier account of the test's making beside the real inventory, under a clock of the test's. */

export type ListFault =
  | { readonly kind: "none" }
  | { readonly kind: "page_fails" | "truncated" | "dies"; readonly at: number }
  | { readonly kind: "credentials" | "single_fails" }
  /** Each list lacks this number, also the one that only it could be on. */
  | { readonly kind: "lists_lack"; readonly e164: string };

const refuses: CarrierResult<never> = {
  kind: "refused",
  code: "carrier_credentials_invalid",
  carrierCode: 20003,
  message: "Authenticate",
};
const silent: CarrierResult<never> = { kind: "unknown", message: "Twilio answered 500." };

/** As of a number just bought that needs none. */
export const noPapersYet: NumberDocuments = {
  addressRequirement: "none",
  addressSid: null,
  bundleSid: null,
  emergencyCalling: false,
  emergencyAddress: "unregistered",
};

export class World {
  now = Date.UTC(2027, 0, 1);
  readonly books = new Map<string, OwnedNumber>();
  /** Numbers that another carrier has. */
  readonly portedOut = new Set<string>();
  fault: ListFault = { kind: "none" };
  released = 0;
  configured: { readonly before: OwnedNumber; readonly after: NumberSetup }[] = [];
  readonly tenantId: string;

  readonly pageSize: number;

  constructor(tenantId: string, pageSize = 3) {
    this.tenantId = tenantId;
    this.pageSize = pageSize;
  }

  setupOf = (e164: string): NumberSetup =>
    setupOf(BASE, { id: this.idOf(e164), tenantId: this.tenantId, e164, orderItemId: null });

  idOf = (e164: string): string => `num_${this.tenantId.slice(4)}${e164.slice(1)}`;

  /** The account gets a number, set up like this. */
  gain(e164: string, different: Partial<OwnedNumber> = {}): void {
    const { label, voiceUrl, voiceStatusUrl, smsUrl } = this.setupOf(e164);
    this.books.set(e164, {
      carrierId: `PN${e164.slice(1)}`,
      e164,
      label,
      country: null,
      type: null,
      capabilities: { voice: true, sms: true, mms: false, fax: false },
      boughtAt: this.now,
      voiceUrl,
      voiceStatusUrl,
      smsUrl,
      voiceApplication: null,
      smsApplication: null,
      trunk: null,
      documents: noPapersYet,
      ...different,
    });
  }

  change(e164: string, change: Partial<OwnedNumber>): void {
    const number = this.books.get(e164);
    if (number) this.books.set(e164, { ...number, ...change });
  }

  own = (e164: string): Promise<void> => this.ownAll([e164]);

  /** The inventory gets numbers of the tenant's. */
  async ownAll(numbers: readonly string[]): Promise<void> {
    const rows = numbers.map((e164) => [this.idOf(e164), e164, `PN${e164.slice(1)}`]);
    await tenantDatabase
      .prepare(
        `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
         carrier_id, friendly_name, tags, metadata, created_at, updated_at)
       select value ->> 0, ?1, value ->> 1, 'US', 'local', 1, 1, 0, 0, 'active', 'reseller', value ->> 2, value ->> 1, '[]', '{}',
         cast(?2 as integer), cast(?2 as integer) from json_each(?3) where true on conflict do nothing`,
      )
      .bind(this.tenantId, this.now, JSON.stringify(rows))
      .run();
  }

  readonly carrier: Pick<Carrier, "listOwned" | "findOwned" | "fetchOwned" | "configure" | "release"> = {
    listOwned: async (page) => {
      const place = Number(page ?? 0);
      if (this.fault.kind === "credentials") return refuses;
      if (this.fault.kind === "page_fails" && this.fault.at === place) return silent;
      if (this.fault.kind === "dies" && this.fault.at === place) throw new Error("The Worker died here.");
      // In no order of ours: the newest purchase first, as Twilio does.
      const all = [...this.books.values()].filter(({ e164 }) => this.#isListed(e164)).reverse();
      const numbers = all.slice(place * this.pageSize, (place + 1) * this.pageSize);
      const cut = this.fault.kind === "truncated" && this.fault.at === place;
      const more = (place + 1) * this.pageSize < all.length && !cut;
      const shown = cut ? numbers.slice(0, 1) : numbers;
      return { kind: "ok", value: { numbers: shown, next: more ? String(place + 1) : null } };
    },
    findOwned: async (e164) =>
      this.fault.kind === "single_fails"
        ? silent
        : { kind: "ok", value: (this.#isListed(e164) && this.books.get(e164)) || null },
    fetchOwned: async (carrierId) => {
      const found = [...this.books.values()].find((number) => number.carrierId === carrierId);
      return this.fault.kind === "single_fails" ? silent : { kind: "ok", value: found ?? null };
    },
    configure: async (carrierId, setup) => {
      const before = [...this.books.values()].find((number) => number.carrierId === carrierId);
      if (!before) return { kind: "refused", code: "not_found", carrierCode: 20404, message: "Not found" };
      this.configured.push({ before, after: setup });
      const { label, voiceUrl, voiceStatusUrl, smsUrl } = setup;
      const after = { ...before, label, voiceUrl, voiceStatusUrl, smsUrl };
      this.books.set(before.e164, after);
      return { kind: "ok", value: after };
    },
    release: async () => {
      this.released += 1;
      return { kind: "ok", value: null };
    },
  };

  readonly #isListed = (e164: string): boolean => this.fault.kind !== "lists_lack" || this.fault.e164 !== e164;

  context(): Context {
    return this.dress(tenantJobContext());
  }

  /** A context of this world's time and carrier. */
  dress = (ctx: Context): Context => {
    const account = ctx.carrierAccount(null);
    const porting: CarrierPorting = { ...account.porting, portability: async (e164) => this.#portability(e164) };
    return {
      ...ctx,
      now: this.now,
      carrier: { ...ctx.carrier, ...this.carrier },
      carrierAccount: () => ({ ...account, porting }),
    };
  };

  readonly #portability = (e164: string): CarrierResult<Portability> => {
    const isPortable = this.portedOut.has(e164);
    const reason = isPortable ? null : ({ code: "already_at_carrier", carrierCode: "22132", text: null } as const);
    return { kind: "ok", value: { e164, isPortable, reason, isPinRequired: null, type: null, country: null } };
  };

  /** What the job does in one invocation, a quarter of an hour after the last one. */
  async invoke(): Promise<JobRunRow> {
    this.now += 15 * 60_000;
    const run = tenantJobRun();
    const answer = await runJob({ ...run, newContext: () => this.dress(run.newContext()) }, sync, "cron");
    if (answer.kind !== "ran") throw new Error("Nobody else runs it.");
    return answer.run;
  }

  /** One run from where the last one stopped, slice after slice; `false` if it died on the way. */
  async run(): Promise<boolean> {
    let cursor: string | null = null;
    try {
      do {
        const { next } = await sync.slice(this.context(), cursor, () => true);
        cursor = next;
      } while (cursor !== null);
      return true;
    } catch (error) {
      if (error instanceof Error && error.message === "The Worker died here.") return false;
      throw error;
    }
  }

  /** All that the sync may have left behind, so that the next test begins with nothing. */
  static async clear(): Promise<void> {
    await tenantDatabase.batch(
      [
        "sync_seen",
        "sync_differences",
        "sync_absences",
        "sync_repairs",
        "sync_runs",
        "findings",
        "number_documents",
        "number_readiness",
        "number_transfers",
        "assignments",
        "routing_plan_agents",
        "routing_plans",
        "phone_numbers",
      ].map((table) => tenantDatabase.prepare(`delete from ${table}`)),
    );
  }
}

export interface Standing {
  readonly statuses: Readonly<Record<string, string>>;
  /** `kind subject`, of those that are open. */
  readonly findings: readonly string[];
  readonly events: number;
}

export async function standing(binding: D1Database = tenantDatabase): Promise<Standing> {
  const numbers = await binding.prepare("select e164, status from phone_numbers order by e164").all<{
    e164: string;
    status: string;
  }>();
  const findings = await binding.prepare("select kind, subject_id from findings where resolved_at is null").all<{
    kind: string;
    subject_id: string;
  }>();
  const events = await binding.prepare("select count(*) as n from events").first<number>("n");
  return {
    statuses: Object.fromEntries(numbers.results.map(({ e164, status }) => [e164, status])),
    findings: findings.results.map(({ kind, subject_id }) => `${kind} ${subject_id}`).sort(),
    events: events ?? 0,
  };
}
