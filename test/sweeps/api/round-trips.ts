import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import worker from "#index";
import { wakeSubscribers } from "#runtime/wake-subscribers";
import { BASE, type Json } from "../../support/api";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/**
 * What a request waits for: every trip to the database, to a number's object and to the carrier that is made before the
 * answer, exactly. With a warm memory of keys and prices, as a busy isolate has it.
 */

interface Trips {
  database: number;
  object: number;
  carrier: number;
}

export const none = (): Trips => ({ database: 0, object: 0, carrier: 0 });
let trips = none();

/** What an isolate has heard of the carrier is written down beside some request every 15 seconds, whichever that is. */
const isOccasional = (statement: unknown): boolean =>
  String(Reflect.get(Object(statement), "statement")).startsWith('insert into "carrier_outcomes"');

/** Counts a method's calls where the platform defines it, so that calls made inside objects count as well. */
function countCalls(prototype: object, methods: readonly string[]): void {
  for (const name of methods) {
    const original: unknown = Reflect.get(prototype, name);
    if (typeof original !== "function") throw new Error(`There is no method ${name} to count.`);
    vi.spyOn(prototype as Record<string, () => unknown>, name).mockImplementation(function (this: unknown, ...args) {
      if (!isOccasional(this)) trips.database += 1;
      return Reflect.apply(original, this, args);
    });
  }
}

const numbers = new Proxy(env.NUMBERS, {
  get: (namespace, name) =>
    name === "getByName" ? (e164: string) => counted(namespace.getByName(e164)) : Reflect.get(namespace, name),
});

const counted = <Stub extends object>(stub: Stub): Stub =>
  new Proxy(stub, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        trips.object += 1;
        return Reflect.apply(member, target, args);
      };
    },
  });

/** Counts for the tests of a file. Each test has a clock that stands, so that no memory expires on a slow machine. */
export function countTrips(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() }));
  afterEach(() => void vi.useRealTimers());
  beforeAll(() => {
    countCalls(Object.getPrototypeOf(env.DB), ["batch", "exec"]);
    countCalls(Object.getPrototypeOf(env.DB.prepare("select 1")), ["all", "first", "run", "raw"]);
    const { fetch } = globalThis;
    vi.spyOn(globalThis, "fetch").mockImplementation((...args) => {
      trips.carrier += 1;
      return fetch(...args);
    });
  });

  afterAll(() => {
    vi.restoreAllMocks();
  });
}

interface Counted {
  readonly status: number;
  readonly body: string;
  readonly before: Trips;
  readonly after: Trips;
}

/** Sends a request and counts its trips. `waitFor` replaces `scheduler.wait`; `answered` resolves with the answer. */
export async function measure(
  request: Request<unknown, IncomingRequestCfProperties>,
  bindings: Env,
  waitFor: (ms: number, answered: Promise<void>) => Promise<void>,
): Promise<Counted> {
  const ctx = createExecutionContext();
  const answered = Promise.withResolvers<void>();
  const waiting = vi.spyOn(scheduler, "wait").mockImplementation((ms) => waitFor(ms, answered.promise));
  trips = none();
  const response = await worker.fetch(request, bindings, ctx);
  const body = await response.text();
  const before = trips;
  trips = none();
  answered.resolve();
  await waitOnExecutionContext(ctx);
  waiting.mockRestore();
  return { status: response.status, body, before, after: trips };
}

/** A request of the API, and its answer as JSON. */
export const call = (tenant: Tenant, method: string, path: string, body?: unknown, key?: string) =>
  callWith({ authorization: `Bearer ${tenant.key}` }, method, path, body, key);

/** The same with a credential of another kind. */
export async function callWith(
  credential: Record<string, string>,
  method: string,
  path: string,
  body?: unknown,
  key?: string,
) {
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
    method,
    headers: {
      ...credential,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "idempotency-key": key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { wait } = scheduler;
  // What waits a moment for the answer to be on its way waits for just that; whatever waits longer does so for something else.
  const answer = await measure(request, { ...env, NUMBERS: numbers }, (ms, answered) =>
    ms < 100 ? answered : wait.call(scheduler, ms),
  );
  return { ...answer, body: (answer.body === "" ? null : JSON.parse(answer.body)) as Json };
}

/** A tenant of the test's own, whose key, webhook endpoints and country's prices this isolate has just read. */
export async function known(): Promise<Tenant> {
  const tenant = await withTenant({ reservation_limit: 100 });
  await call(tenant, "GET", "/v1/available-phone-numbers?country=US&limit=1");
  await wakeSubscribers(env, new Set([tenant.id]));
  return tenant;
}

export const order = (tenant: Tenant, e164: string, key?: string) =>
  call(tenant, "POST", "/v1/orders", { items: [{ phone_number: e164 }] }, key);

export async function owned(tenant: Tenant): Promise<{ id: string; e164: string }> {
  const e164 = freshNumber();
  const { body } = await order(tenant, e164);
  return { id: body.items[0].phone_number_id, e164 };
}
