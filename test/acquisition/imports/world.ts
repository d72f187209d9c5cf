import { afterEach, beforeEach, vi } from "vitest";
import type { ImportOptions } from "#acquisition/imports/import-item";
import { listImportItems } from "#acquisition/imports/queries";
import { requeueImportJob, runImportJob } from "#acquisition/imports/run-job";
import { storeJob } from "#acquisition/imports/submit-job";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierRegion } from "#kernel/ports/carrier-account";
import type { Context } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import {
  type ConfiguredNumber,
  type NumberConfigurationPort,
  type NumberSettings,
  type SettingsChange,
  settingsBy,
} from "#kernel/ports/number-configuration";
import type { Json } from "../../support/api";
import { connectAccount, contextOf } from "../../support/inventory";
import { freshNumber, withTenant } from "../../support/seed";

/** A Twilio account in memory, and runs of import jobs that die, wait and overlap. */

export type Fault = "busy" | "lost_before" | "lost_after" | "refused";

const ok = <T>(value: T): CarrierResult<T> => ({ kind: "ok", value });

const answers = {
  busy: { kind: "unavailable", carrierCode: 20429, retryAfterSeconds: 1 },
  lost_before: { kind: "unknown", message: "The connection broke." },
  lost_after: { kind: "unknown", message: "The connection broke." },
  refused: {
    kind: "refused",
    code: "carrier_refused",
    carrierCode: 21999,
    message: "Twilio does not like https://ivr.example.com/status?key=hidden.",
  },
} as const satisfies Record<Fault, CarrierResult<never>>;

const plainSettings: NumberSettings = settingsBy((name) => (name.endsWith("_method") ? "POST" : null));

let serial = 0;

class Account {
  readonly numbers = new Map<string, ConfiguredNumber>();
  readonly regions = new Map<string, string>();
  /** Called before each request; its fault is the answer. */
  disturb: (request: string) => Fault | undefined = () => undefined;
  /** Values of settings that Twilio refuses, as of a deleted application. */
  readonly gone = new Set<string>();
  requests = 0;

  add(e164: string, settings: Partial<NumberSettings> = {}, region = "us1"): string {
    serial += 1;
    const carrierId = `PN${String(serial).padStart(32, "0")}`;
    const capabilities = { voice: true, sms: true, mms: true, fax: false };
    const all = { ...plainSettings, friendly_name: "Theirs", voice_receive_mode: "voice", ...settings };
    this.numbers.set(carrierId, { carrierId, e164, type: "local", capabilities, settings: all });
    this.regions.set(e164, region);
    return carrierId;
  }

  /** As `add`, in front of all numbers. */
  addFirst(e164: string): void {
    const others = [...this.numbers];
    this.numbers.clear();
    this.add(e164);
    for (const [carrierId, number] of others) this.numbers.set(carrierId, number);
  }

  /** Has the numbers of another account, which is the same one at Twilio. */
  share(other: Account): void {
    for (const [carrierId, number] of other.numbers) this.numbers.set(carrierId, number);
  }

  settingsOf(carrierId: string): NumberSettings | undefined {
    return this.numbers.get(carrierId)?.settings;
  }

  change(carrierId: string, change: SettingsChange): void {
    const number = this.numbers.get(carrierId);
    if (!number) throw new Error(`There is no ${carrierId}.`);
    const settings = { ...number.settings, ...change };
    // As at Twilio, the one that is set last stays.
    if (change.trunk_sid) settings.voice_application_sid = null;
    else if (change.voice_application_sid) settings.trunk_sid = null;
    this.numbers.set(carrierId, { ...number, settings });
  }

  port(): NumberConfigurationPort {
    const request = async <T>(name: string, effect: () => CarrierResult<T>): Promise<CarrierResult<T>> => {
      this.requests += 1;
      const fault = this.disturb(name);
      if (fault && fault !== "lost_after") return answers[fault];
      const result = effect();
      return fault ? answers[fault] : result;
    };
    const found = (number: ConfiguredNumber | undefined) => ok(number ?? null);
    return {
      list: (position, limit) =>
        request("list", () => {
          const from = Number(position ?? 0);
          const all = [...this.numbers.values()];
          return ok({
            numbers: all.slice(from, from + limit),
            next: from + limit < all.length ? `${from + limit}` : null,
          });
        }),
      find: (e164) => request("find", () => found([...this.numbers.values()].find((number) => number.e164 === e164))),
      read: (carrierId) => request("read", () => found(this.numbers.get(carrierId))),
      write: (carrierId, change) =>
        request<ConfiguredNumber>("write", () => {
          if (Object.values(change).some((value) => this.gone.has(value ?? ""))) return answers.refused;
          this.change(carrierId, change);
          const number = this.numbers.get(carrierId);
          return number ? ok(number) : answers.refused;
        }),
      voiceRegion: (e164) => request("voiceRegion", () => ok(this.regions.get(e164) ?? null)),
      setVoiceRegion: (e164, region) =>
        request("setVoiceRegion", () => {
          this.regions.set(e164, region);
          return ok(null);
        }),
    };
  }
}

/** A death: the trip to the database or request to Twilio that is the last, and whether it is still made. */
export interface Death {
  readonly trip: number;
  readonly made: boolean;
}

const GONE = new Error("D1_ERROR: the isolate is gone");

export class World {
  now = Date.now();
  readonly account = new Account();
  readonly accountId: string;
  readonly tenantId: string;
  readonly #base: Context;

  private constructor(ctx: Context, accountId: string) {
    this.#base = ctx;
    this.tenantId = ctx.principal.tenantId;
    this.accountId = accountId;
  }

  /** A tenant that has connected an account. */
  static async of(tenantId: string, region: CarrierRegion = "us1", ctx = contextOf(tenantId)): Promise<World> {
    const accountSid = `AC${ctx.newId("carrierAccount").slice(-26).padStart(32, "0")}`;
    const id = await connectAccount(ctx, { accountSid, authToken: "token" });
    await ctx.database.db.$client.prepare("update carrier_accounts set region = ? where id = ?").bind(region, id).run();
    return new World(ctx, id);
  }

  get #binding(): D1Database {
    return this.#base.database.db.$client;
  }

  /** A context as of now. Its database and its account stop at `death`. */
  context(death?: Death): Context {
    let trips = 0;
    const trip = async <T>(send: () => Promise<T>): Promise<T> => {
      trips += 1;
      if (!death || trips < death.trip) return await send();
      if (trips === death.trip && death.made) await send();
      throw GONE;
    };
    const watched = ({ name, db }: NamedDatabase): NamedDatabase => ({
      name,
      db: openDatabase(watchedDatabase(db.$client, (_, send) => trip(send))),
    });
    const all = this.#base.databases.all.map(watched);
    const database = all.find(({ name }) => name === this.#base.database.name) ?? watched(this.#base.database);
    const databases = { ...this.#base.databases, all, first: all[0] ?? database };
    const port = this.account.port();
    const dying: NumberConfigurationPort = {
      list: (...args) => trip(() => port.list(...args)),
      find: (...args) => trip(() => port.find(...args)),
      read: (...args) => trip(() => port.read(...args)),
      write: (...args) => trip(() => port.write(...args)),
      voiceRegion: (...args) => trip(() => port.voiceRegion(...args)),
      setVoiceRegion: (...args) => trip(() => port.setVoiceRegion(...args)),
    };
    return {
      ...this.#base,
      db: database.db,
      database,
      databases,
      now: this.now,
      elapsedMs: () => 0,
      requestId: this.#base.newId("job"),
      carrierAccount: (access) => ({ ...this.#base.carrierAccount(access), configuration: dying }),
      enqueueImport: async () => undefined,
      enqueuePorting: async () => undefined,
    };
  }

  async submit(
    action: "import" | "detach",
    references: readonly string[] | "all",
    options: Partial<ImportOptions> & { dryRun?: boolean } = {},
  ): Promise<string> {
    const { dryRun = false, ...more } = options;
    const all = references === "all";
    const job = await storeJob(this.context(), this.accountId, {
      action,
      dryRun,
      references: all ? [] : references,
      options: {
        all,
        configuration: { friendlyName: null, tags: [], metadata: {} },
        overwrite: ["trunk", "application", "studio_flow", "region"],
        force: false,
        ...more,
      },
    });
    return job.id;
  }

  /** One run, and whether it died. */
  async run(jobId: string, death?: Death): Promise<boolean> {
    try {
      await runImportJob(this.context(death), jobId);
      return false;
    } catch (error) {
      if (!String(error).includes(GONE.message) && !String((error as Error).cause).includes(GONE.message)) throw error;
      return true;
    }
  }

  /** Runs, each long after the one before, until the job has ended. Returns its items. */
  async finish(jobId: string): Promise<Json[]> {
    for (let runs = 0; runs < 400; runs += 1) {
      const job = await this.#binding
        .prepare("select ended_at, wake_at from import_jobs where id = ?")
        .bind(jobId)
        .first<Json>();
      if (job.ended_at !== null) return await this.items(jobId);
      this.now = Math.max(this.now, job.wake_at) + 1;
      await requeueImportJob(this.context(), { id: jobId, wakeAt: job.wake_at });
      await this.run(jobId);
    }
    throw new Error(`${jobId} does not come to its end.`);
  }

  async items(jobId: string): Promise<Json[]> {
    const ctx: Context = { ...this.context(), principal: { ...this.#base.principal, tenantId: this.tenantId } };
    return [...(await listImportItems(ctx, jobId, { limit: 10_000 })).rows];
  }

  /** The ids of the tenant's numbers in service, by Twilio's. */
  async rows(): Promise<Map<string, string>> {
    const { results } = await this.#binding
      .prepare("select id, carrier_id from phone_numbers where carrier_account_id = ? and status = 'active'")
      .bind(this.accountId)
      .all<{ id: string; carrier_id: string }>();
    return new Map(results.map(({ id, carrier_id }) => [carrier_id, id]));
  }

  /** Statuses of the tenant's numbers, by Twilio's id. */
  async inventory(): Promise<Record<string, string[]>> {
    const { results } = await this.#binding
      .prepare("select carrier_id, status from phone_numbers where carrier_account_id = ? order by id")
      .bind(this.accountId)
      .all<{ carrier_id: string; status: string }>();
    const byId = Object.groupBy(results, ({ carrier_id }) => carrier_id);
    return Object.fromEntries(Object.entries(byId).map(([id, rows = []]) => [id, rows.map(({ status }) => status)]));
  }
}

/** Runs of jobs report on the console: the tests of a file are silent, and their spies end with them. */
export function keepQuiet(): void {
  beforeEach(() => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}

/** A new tenant, and one number in its account. */
export async function withWorld(settings: Parameters<World["account"]["add"]>[1] = {}, region = "us1") {
  const tenant = await withTenant();
  const world = await World.of(tenant.id);
  const e164 = freshNumber();
  const carrierId = world.account.add(e164, settings, region);
  return { tenant, world, e164, carrierId, before: world.account.settingsOf(carrierId) };
}

export async function importOne(
  world: World,
  e164: string,
  options: Parameters<World["submit"]>[2] = {},
): Promise<Json> {
  const [item] = await world.finish(await world.submit("import", [e164], options));
  return item;
}
