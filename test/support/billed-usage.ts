import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import worker, { LiveFeed, NumberReservation, WebhookEndpoint } from "#index";
import { objectOf } from "./objects";

/** Counts what Cloudflare bills for an operation: in the Worker, in its objects, and in what follows the answer. */

export interface BilledUsage {
  /** Requests to the Worker and runs of its crons. */
  requests: number;
  d1_rows_read: number;
  d1_rows_written: number;
  /** Calls of an object's methods, its `fetch` and its alarms; a WebSocket message counts a twentieth of one. */
  object_requests: number;
  object_messages: number;
  object_rows_read: number;
  /** With one for each `setAlarm`. */
  object_rows_written: number;
  /** A message is written, read and deleted. */
  queue_operations: number;
  r2_class_a: number;
  r2_class_b: number;
  data_points: number;
  log_lines: number;
  log_bytes: number;
  /** Events that it adds to tenants' logs, whose own costs come on top. */
  events: number;
}

const nothing = (): BilledUsage => ({
  requests: 0,
  d1_rows_read: 0,
  d1_rows_written: 0,
  object_requests: 0,
  object_messages: 0,
  object_rows_read: 0,
  object_rows_written: 0,
  queue_operations: 0,
  r2_class_a: 0,
  r2_class_b: 0,
  data_points: 0,
  log_lines: 0,
  log_bytes: 0,
  events: 0,
});

let usage = nothing();
/** Grows with every event that is counted, so that a count that goes down and up again is seen. */
let activity = 0;
/** Calls without an answer so far: on a busy machine one may take longer than the quiet that ends a count. */
let inFlight = 0;
const cursors = new Set<{ readonly rowsRead: number; readonly rowsWritten: number }>();

function add(name: keyof BilledUsage, count: number): void {
  usage[name] += count;
  activity += 1;
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Has `note` see each call of a method before it runs. Its result passes through `after`. */
function watch(
  owner: object,
  name: string,
  note: (args: unknown[]) => void,
  after: (result: unknown, args: unknown[]) => void = () => {},
): void {
  let prototype: object = owner;
  while (!Object.hasOwn(prototype, name)) {
    prototype = Object.getPrototypeOf(prototype);
    if (prototype === null) throw new Error(`There is no method ${name} to count.`);
  }
  const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
  vi.spyOn(prototype as Methods, name).mockImplementation(function (this: unknown, ...args: unknown[]) {
    note(args);
    const result = Reflect.apply(original, this, args);
    if (!(result instanceof Promise)) {
      after(result, args);
      return result;
    }
    inFlight += 1;
    return result
      .then((value) => {
        after(value, args);
        return value;
      })
      .finally(() => {
        inFlight -= 1;
      });
  });
}

/** Written beside some request every 15 seconds or every few minutes, whichever it is. */
const isOccasional = (sql: unknown): boolean => /^(insert into "carrier_outcomes"|update "api_keys")/.test(String(sql));

interface D1Answer {
  readonly meta?: { readonly rows_read?: number; readonly rows_written?: number };
}

function watchDatabase(): void {
  // Every call to D1 ends in this method; `raw()` gives its caller no `meta`.
  watch(
    Reflect.get(env.DB, "alwaysPrimarySession"),
    "_sendOrThrow",
    () => {},
    (answer, args) => {
      const statements = [args[1]].flat();
      for (const [at, { meta }] of ([answer].flat() as D1Answer[]).entries()) {
        if (isOccasional(statements[at])) continue;
        add("d1_rows_read", meta?.rows_read ?? 0);
        add("d1_rows_written", meta?.rows_written ?? 0);
      }
    },
  );
}

function watchObjects(): void {
  for (const { prototype } of [NumberReservation, LiveFeed, WebhookEndpoint]) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (/^(constructor|webSocketClose|webSocketError)$/.test(name)) continue;
      if (typeof Object.getOwnPropertyDescriptor(prototype, name)?.value !== "function") continue;
      const counter = name === "webSocketMessage" ? "object_messages" : "object_requests";
      watch(prototype, name, () => add(counter, 1));
    }
  }
}

/** Storage of all objects has the same prototypes, which only an object can reach. */
async function watchStorage(): Promise<void> {
  await runInDurableObject(objectOf("+14150000000"), (_, { storage }) => {
    watch(storage, "setAlarm", () => add("object_rows_written", 1));
    watch(storage.kv, "put", () => add("object_rows_written", 1));
    watch(storage.kv, "delete", () => add("object_rows_written", 1));
    watch(storage.kv, "get", () => add("object_rows_read", 1));
    watch(storage.kv, "list", () => add("object_rows_read", 1));
    watch(
      storage.sql,
      "exec",
      () => {},
      (cursor) => {
        cursors.add(cursor as { rowsRead: number; rowsWritten: number });
        activity += 1;
      },
    );
  });
}

function watchBindings(): void {
  watch(env.PURCHASES, "send", () => add("queue_operations", 3));
  watch(env.PURCHASES, "sendBatch", ([messages]) => add("queue_operations", 3 * Array.from(messages as []).length));
  for (const name of ["put", "list", "createMultipartUpload"]) watch(env.ARCHIVE, name, () => add("r2_class_a", 1));
  for (const name of ["get", "head"]) watch(env.ARCHIVE, name, () => add("r2_class_b", 1));
  watch(env.USAGE, "writeDataPoint", () => add("data_points", 1));
}

/** Durations and sizes differ from run to run, so every number counts as two digits. */
const logLine = (entry: unknown): string =>
  JSON.stringify(entry, (_, value) => (typeof value === "number" ? 10 : value)) ?? "";

/** Requests to others are not billed, but what follows them is. */
const watchFetch = (): void => watch(globalThis, "fetch", () => {});

function watchLog(): void {
  for (const level of ["log", "info", "warn", "error"]) {
    vi.spyOn(console as unknown as Methods, level).mockImplementation((entry) => {
      add("log_lines", 1);
      add("log_bytes", new TextEncoder().encode(logLine(entry)).length);
    });
  }
}

/** Counts what the test and the program use from now on; `vi.restoreAllMocks()` ends it. */
export async function countBilledUsage(): Promise<void> {
  for (const name of ["fetch", "scheduled"]) watch(worker, name, () => add("requests", 1));
  watchDatabase();
  watchObjects();
  await watchStorage();
  watchBindings();
  watchFetch();
  watchLog();
}

/** How long (ms) nothing must have happened before a count is complete. */
const QUIET_MS = 400;

/** The activity at the end of the last count, after which nothing need be waited for if nothing has happened since. */
let quietAt = -1;

/** Waits until nothing that is counted happens any more. */
export async function untilQuiet(): Promise<void> {
  if (activity === quietAt && inFlight === 0) return;
  let before: number;
  do {
    before = activity;
    await scheduler.wait(QUIET_MS);
  } while (before < activity || inFlight > 0);
}

const countEvents = async (): Promise<number> =>
  (await env.DB.prepare("select count(*) as n from events").first("n")) ?? 0;

/** The usage of an operation, with what follows its answer. */
export async function billedUsageOf(operation: () => Promise<unknown>): Promise<BilledUsage> {
  await untilQuiet();
  const events = await countEvents();
  cursors.clear();
  usage = nothing();
  await operation();
  await untilQuiet();
  for (const { rowsRead, rowsWritten } of cursors) {
    usage.object_rows_read += rowsRead;
    usage.object_rows_written += rowsWritten;
  }
  // A copy, as what a test does between two counts is counted, too.
  const counted = { ...usage };
  const added = Math.max(0, (await countEvents()) - events);
  quietAt = activity;
  return { ...counted, events: added };
}

const entries = (usage: BilledUsage) => Object.entries(usage) as [keyof BilledUsage, number][];
const mapped = (usage: BilledUsage, change: (count: number, name: keyof BilledUsage) => number): BilledUsage =>
  Object.fromEntries(entries(usage).map(([name, count]) => [name, change(count, name)])) as unknown as BilledUsage;

/** The usage of `all` without `times` the usage of `part`. */
export const difference = (all: BilledUsage, part: BilledUsage, times = 1): BilledUsage =>
  mapped(all, (count, name) => Math.max(0, Math.round((count - times * part[name]) * 1_000) / 1_000));

/** The usage of one of `count` equal operations. */
export const shareOf = (all: BilledUsage, count: number): BilledUsage =>
  mapped(all, (total) => Math.round((total / count) * 1_000) / 1_000);
