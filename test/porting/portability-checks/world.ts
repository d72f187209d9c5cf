import { env } from "cloudflare:workers";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Portability } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import type { PortingMessage } from "#kernel/ports/queue-messages";
import { createCheck } from "#porting/portability-checks/create-check";
import { checkOf, listResults, type ShownCheck } from "#porting/portability-checks/queries";
import { runPortabilityCheck } from "#porting/portability-checks/run-check";
import type { CheckItemRow } from "#porting/portability-checks/table";
import { contextOf } from "../../support/inventory";

/** Runs of portability checks that die, wait and overlap, with a carrier in memory and a queue in the test's hands. */

/** A death: the trip to the database or request to the carrier that is the last, and whether it is still made. */
export interface Death {
  readonly trip: number;
  readonly made: boolean;
}

interface Queued extends PortingMessage {
  readonly at: number;
}

const GONE = new Error("D1_ERROR: the isolate is gone");

const isGone = (error: unknown): boolean =>
  String(error).includes(GONE.message) || String((error as Error).cause).includes(GONE.message);

export const portable = (e164: string): CarrierResult<Portability> => ({
  kind: "ok",
  value: { e164, isPortable: true, reason: null, isPinRequired: false, type: "local", country: "US" },
});

export class World {
  now = Date.now();
  /** How often the carrier was asked about each number. */
  readonly asked = new Map<string, number>();
  readonly queue: Queued[] = [];
  says: (e164: string) => CarrierResult<Portability> | Promise<CarrierResult<Portability>> = portable;
  /** How long each request to the carrier takes on the invocation's clock. */
  requestMs = 0;
  trips = 0;

  context(tenantId: string, death?: Death): Context {
    let trips = 0;
    let elapsed = 0;
    const trip = async <T>(send: () => Promise<T>): Promise<T> => {
      trips += 1;
      this.trips = trips;
      if (!death || trips < death.trip) return await send();
      if (trips === death.trip && death.made) await send();
      throw GONE;
    };
    const base = contextOf(tenantId);
    const account = base.carrierAccount(null);
    const portability = (e164: string) =>
      trip(async () => {
        this.asked.set(e164, (this.asked.get(e164) ?? 0) + 1);
        elapsed += this.requestMs;
        return await this.says(e164);
      });
    return {
      ...base,
      principal: { ...base.principal, scopes: new Set(["porting:read", "porting:write"] as const) },
      db: openDatabase(watchedDatabase(env.DB, (_, send) => trip(send))),
      now: this.now,
      elapsedMs: () => elapsed,
      requestId: base.newId("request"),
      wait: () => new Promise(() => undefined),
      inBackground: (ctx, work) => work(ctx),
      carrierAccount: () => ({ ...account, porting: { ...account.porting, portability } }),
      enqueuePorting: (message, delaySeconds) =>
        trip(async () => void this.queue.push({ ...message, at: this.now + delaySeconds * 1_000 })),
    };
  }

  create(tenantId: string, e164s: readonly string[]): Promise<ShownCheck> {
    return createCheck(this.context(tenantId), e164s);
  }

  /** A request that dies; whether it did. */
  async createAndDie(tenantId: string, e164s: readonly string[], death: Death): Promise<boolean> {
    try {
      await createCheck(this.context(tenantId, death), e164s);
      return this.trips >= death.trip;
    } catch (error) {
      if (!isGone(error)) throw error;
      return true;
    }
  }

  /** Delivers the first message of the queue, at its time at the earliest. */
  async deliver(death?: Death): Promise<boolean> {
    const message = this.queue.shift();
    if (!message) throw new Error("The queue is empty.");
    this.now = Math.max(this.now, message.at);
    try {
      await runPortabilityCheck(this.context("", death), message.id);
      return false;
    } catch (error) {
      if (!isGone(error)) throw error;
      return true;
    }
  }

  async deliverAll(): Promise<number> {
    let runs = 0;
    for (; this.queue.length > 0; runs += 1) {
      if (runs > 500) throw new Error("The queue does not come to its end.");
      await this.deliver();
    }
    return runs;
  }

  check(tenantId: string, id: string): Promise<ShownCheck> {
    return checkOf(this.context(tenantId), id);
  }

  async items(tenantId: string, id: string): Promise<readonly CheckItemRow[]> {
    return (await listResults(this.context(tenantId), id, { limit: 1_000 })).items;
  }

  /** The numbers that the carrier was asked about more than once. */
  get askedTwice(): number {
    return [...this.asked.values()].filter((times) => times > 1).length;
  }
}
