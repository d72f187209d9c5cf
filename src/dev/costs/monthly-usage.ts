// Pure: no I/O, no clock, no randomness.
import type { Assumptions } from "./assumptions.ts";
import type { Meter } from "./prices.ts";

/** How much a platform uses of each of Cloudflare's meters in a month, from counters of single operations. */

/** An operation that `test/sweeps/api/billed-usage.test.ts` counts; a cron has its expression in its names. */
export type Counters = Readonly<Record<string, Readonly<Partial<Record<string, number>>>>>;

/** The average month. */
const DAYS_PER_MONTH = 30.4;

const MINUTES_PER_DAY = 1_440;

/** How often a cron expression of `wrangler.toml` runs in a day: each minute, each so many minutes, or hourly. */
export function runsPerDay(cron: string): number {
  const [minute = "", hour] = cron.split(" ");
  const each = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (hour === "*" && minute === "*") return MINUTES_PER_DAY;
  if (hour === "*" && each !== undefined) return MINUTES_PER_DAY / Number(each);
  if (hour === "*" && /^\d+$/.test(minute)) return 24;
  throw new Error(`The costs guide cannot count the runs of the cron expression ${cron}.`);
}

/** Constants that no counter in a test shows. Measured or assumed as `docs/guides/costs.md` says. */
/** Days for which an endpoint's object keeps a delivery. */
export const DELIVERY_LOG_DAYS = 30;

const constants = {
  /**
   * CPU per Worker request and per run of a cron. `npm run bench` on 2026-11-29, with the share of D1 and objects: GET
   * one 2.4 ms, voice webhook 2.7, PATCH 4.4, order 32.
   */
  cpuMsPerRequest: 5,
  cpuMsPerCronRun: 50,
  /** CPU that a job takes for each row that it reads. */
  cpuMsPerJobRow: 0.01,
  /** How long a request keeps an object active, and how long the answer of an endpoint or of Twilio takes. */
  objectSeconds: 0.02,
  deliverySeconds: 0.3,
  purchaseSeconds: 1,
  objectGb: 0.128,
  /** An invocation's spans in a trace, and bytes that Cloudflare adds to each log line and span. */
  spansPerInvocation: 12,
  bytesPerSpan: 1_000,
  bytesPerLogLine: 500,
  /** Workers Logs keep what was logged for 7 days. */
  logDays: 7,
  /** An archived event, gzipped. */
  archivedEventBytes: 150,
} as const;

/** A counter of an operation; a file without the operation is not this program's. */
function counterOf(counters: Counters, operation: string, counter: string): number {
  const counted = counters[operation];
  if (!counted)
    throw new Error(`The counters lack the operation ${operation}: run the test of them with UPDATE_COUNTERS=1.`);
  return counted[counter] ?? 0;
}

interface Load {
  readonly operation: string;
  /** In a month. */
  readonly times: number;
}

/** Intervals in which at least one of these events happens, if they come at random. */
const busyIntervals = (intervals: number, events: number): number =>
  intervals === 0 ? 0 : intervals * (1 - Math.exp(-events / intervals));

/** Events that a month writes, of all tenants. */
function eventsOf(counters: Counters, loads: readonly Load[]): number {
  return loads.reduce((sum, { operation, times }) => sum + times * counterOf(counters, operation, "events"), 0);
}

/** The operations of a month, and how often each happens. */
function loadsOf(given: Assumptions, counters: Counters): readonly Load[] {
  const { numbers, tenants, listeners, hours } = given;
  const daily = numbers * DAYS_PER_MONTH;
  const [calls, messagesIn, messagesOut] = [
    daily * given.calls,
    daily * given["messages-in"],
    daily * given["messages-out"],
  ];
  const traffic: Load[] = [
    { operation: "call", times: calls },
    { operation: "message_in", times: messagesIn },
    { operation: "message_out", times: messagesOut },
    { operation: "read", times: daily * given.reads },
    { operation: "patch", times: (numbers * given.changes) / 2 },
    { operation: "assign", times: (numbers * given.changes) / 2 },
    { operation: "reserve", times: numbers * given.orders },
    { operation: "order", times: numbers * given.orders },
    { operation: "release", times: numbers * given.orders },
  ];
  const events = eventsOf(counters, traffic);
  const hasListeners = listeners > 0 && hours > 0;
  const later: Load[] = [
    { operation: "call_expiry", times: calls },
    { operation: "message_expiry", times: messagesIn + messagesOut },
    { operation: "event_sealing", times: events },
    { operation: "tenant_sealing", times: busyIntervals(tenants * MINUTES_PER_DAY * DAYS_PER_MONTH, events) },
    { operation: "event_archiving", times: events },
    { operation: "tenant_day_archiving", times: busyIntervals(tenants * DAYS_PER_MONTH, events) },
    { operation: "webhook_delivery", times: events * given.deliveries },
    { operation: "delivery_expiry", times: events * given.deliveries },
    { operation: "live_event", times: hasListeners ? (events * hours) / 24 : 0 },
    { operation: "live_connection", times: hasListeners ? tenants * listeners * DAYS_PER_MONTH : 0 },
    // The connections of a tenant share an object, whose alarm fires every 30 seconds.
    { operation: "live_alarm", times: hasListeners ? tenants * hours * 120 * DAYS_PER_MONTH : 0 },
  ];
  const crons = Object.keys(counters).flatMap((name): Load[] => {
    const [, cron = "", each] = /^cron (\S+ \S+ \S+ \S+ \S+)(?: (tenant|number))?$/.exec(name) ?? [];
    if (cron === "") return [];
    const many = each === "tenant" ? tenants : each === "number" ? numbers : 1;
    return [{ operation: name, times: runsPerDay(cron) * DAYS_PER_MONTH * many }];
  });
  return [...traffic, ...later, ...crons];
}

/** Bytes of D1 at the end of the retention, when as much is deleted as is added. */
function storedBytes(
  given: Assumptions,
  counters: Counters,
): { readonly d1: number; readonly objects: number; readonly r2: number } {
  const { numbers } = given;
  const bytes = (name: string): number => {
    const size = counterOf(counters, "bytes", name);
    if (size > 0) return size;
    throw new Error(`The counters lack the bytes of ${name}: run the test of them with UPDATE_COUNTERS=1.`);
  };
  const perDay = loadsOf(given, counters).filter(({ operation }) =>
    /^(call|message_in|message_out|patch|assign|reserve|order|release)$/.test(operation),
  );
  const events = eventsOf(counters, perDay) / DAYS_PER_MONTH;
  const messages = given["messages-in"] + given["messages-out"];
  return {
    d1:
      numbers * bytes("number") +
      numbers * given["call-days"] * (given.calls * bytes("call") + messages * bytes("message")) +
      events * given["event-days"] * bytes("event"),
    objects: numbers * bytes("number_object") + events * given.deliveries * DELIVERY_LOG_DAYS * bytes("delivery"),
    // The archive grows for good: this is its size after a year.
    r2: events * 365 * constants.archivedEventBytes,
  };
}

/** Uses of each meter in a month, when as much expires as is added. */
export function monthlyUsage(given: Assumptions, counters: Counters): Record<Meter, number> {
  const loads = loadsOf(given, counters);
  const total = (counter: string, of = loads): number =>
    of.reduce((sum, { operation, times }) => sum + times * counterOf(counters, operation, counter), 0);
  const timesOf = (operation: string): number => loads.find((load) => load.operation === operation)?.times ?? 0;
  const cronLoads = loads.filter(({ operation }) => operation.startsWith("cron "));
  const cronRuns = cronLoads.reduce(
    (sum, { operation, times }) => sum + (/ (tenant|number)$/.test(operation) ? 0 : times),
    0,
  );
  const requests = total("requests");
  const objectRequests = total("object_requests") + total("object_messages") / 20;
  const waits = timesOf("webhook_delivery") * constants.deliverySeconds + timesOf("order") * constants.purchaseSeconds;
  const invocations = requests + objectRequests;
  const logBytes = given.logs * (total("log_bytes") + total("log_lines") * constants.bytesPerLogLine);
  const traceBytes = given.traces * invocations * constants.spansPerInvocation * constants.bytesPerSpan;
  const logGb = (logBytes + traceBytes) / 1e9;
  const stored = storedBytes(given, counters);
  return {
    requests,
    cpu_ms:
      (requests - cronRuns) * constants.cpuMsPerRequest +
      cronRuns * constants.cpuMsPerCronRun +
      total("d1_rows_read", cronLoads) * constants.cpuMsPerJobRow,
    d1_rows_read: total("d1_rows_read"),
    d1_rows_written: total("d1_rows_written"),
    d1_gb: stored.d1 / 1e9,
    object_requests: objectRequests,
    object_gb_s: (objectRequests * constants.objectSeconds + waits) * constants.objectGb,
    object_rows_read: total("object_rows_read"),
    object_rows_written: total("object_rows_written"),
    object_gb: stored.objects / 1e9,
    queue_operations: total("queue_operations"),
    r2_class_a: total("r2_class_a"),
    r2_class_b: total("r2_class_b"),
    r2_gb: stored.r2 / 1e9,
    log_gb: logGb,
    log_gb_stored: (logGb / DAYS_PER_MONTH) * constants.logDays,
    data_points: total("data_points"),
  };
}
