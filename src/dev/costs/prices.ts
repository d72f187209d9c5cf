// Pure: no I/O, no clock, no randomness.
/** The list prices of Cloudflare's Workers Paid plan in US dollars per month, without tax. */

/** When the prices were last compared with their sources. */
export const PRICES_READ_ON = "2026-11-29";

/** The plan's price for a month. It includes the allowances below. */
export const SUBSCRIPTION = 5;

export interface Price {
  readonly name: string;
  /** Units in a month that the plan includes. */
  readonly included: number;
  /** Units that `price` buys. */
  readonly per: number;
  readonly price: number;
  /** The page of developers.cloudflare.com that states it. */
  readonly source: string;
}

const MILLION = 1_000_000;
const BILLION = 1_000 * MILLION;

const [workers, d1, objects] = ["workers/platform/pricing", "d1/platform/pricing", "durable-objects/platform/pricing"];
const [queues, r2, observability] = ["queues/platform/pricing", "r2/pricing", "observability/pricing"];
const analytics = "analytics/analytics-engine/pricing";

/** Every meter that the platform moves, in the order of the bill. A gigabyte is 10^9 bytes, stored for a month. */
export const prices = {
  requests: { name: "Worker requests", included: 10 * MILLION, per: MILLION, price: 0.3, source: workers },
  cpu_ms: { name: "Worker CPU, ms", included: 30 * MILLION, per: MILLION, price: 0.02, source: workers },
  d1_rows_read: { name: "D1 rows read", included: 25 * BILLION, per: MILLION, price: 0.001, source: d1 },
  d1_rows_written: { name: "D1 rows written", included: 50 * MILLION, per: MILLION, price: 1, source: d1 },
  d1_gb: { name: "D1 storage, GB", included: 5, per: 1, price: 0.75, source: d1 },
  object_requests: { name: "Object requests", included: MILLION, per: MILLION, price: 0.15, source: objects },
  object_gb_s: { name: "Object duration, GB-s", included: 400_000, per: MILLION, price: 12.5, source: objects },
  object_rows_read: { name: "Object rows read", included: 25 * BILLION, per: MILLION, price: 0.001, source: objects },
  object_rows_written: { name: "Object rows written", included: 50 * MILLION, per: MILLION, price: 1, source: objects },
  object_gb: { name: "Object storage, GB", included: 5, per: 1, price: 0.2, source: objects },
  queue_operations: { name: "Queue operations", included: MILLION, per: MILLION, price: 0.4, source: queues },
  r2_class_a: { name: "R2 writes (class A)", included: MILLION, per: MILLION, price: 4.5, source: r2 },
  r2_class_b: { name: "R2 reads (class B)", included: 10 * MILLION, per: MILLION, price: 0.36, source: r2 },
  r2_gb: { name: "R2 storage, GB", included: 10, per: 1, price: 0.015, source: r2 },
  log_gb: { name: "Logs and traces, GB", included: 50, per: 1, price: 0.25, source: observability },
  log_gb_stored: { name: "Logs and traces kept, GB", included: 12, per: 1, price: 0.1, source: observability },
  data_points: { name: "Analytics points", included: 10 * MILLION, per: MILLION, price: 0.25, source: analytics },
} as const satisfies Record<string, Price>;

export type Meter = keyof typeof prices;
export const meters = Object.keys(prices) as Meter[];
