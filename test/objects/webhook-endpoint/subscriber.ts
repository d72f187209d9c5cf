import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, vi } from "vitest";
import type { Json } from "../../support/api";
import { endpointObject } from "../../support/objects";
import { type Receipt, type ReceiverAnswer, sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

const PATH = "/v1/webhook-endpoints";
export const HOUR = 3_600_000;

let serial = 0;

/** A tenant with an endpoint whose receiver is the sandbox's, under a name of its own. */
export class Subscriber {
  readonly receiver: string;
  readonly tenant: Tenant;
  readonly endpoint: Json;

  constructor(tenant: Tenant, receiver: string, endpoint: Json) {
    this.tenant = tenant;
    this.receiver = receiver;
    this.endpoint = endpoint;
  }

  static async make(body: object = {}, tenant?: Tenant, host = "hooks.example.com"): Promise<Subscriber> {
    serial += 1;
    const receiver = `r${serial}`;
    const owner = tenant ?? (await withTenant({ reservation_limit: 1_000 }));
    const url = `https://${host}/sandbox/receiver/${receiver}`;
    const { status, body: endpoint } = await owner.api.post(PATH, { url, event_types: ["reservation.*"], ...body });
    expect(status).toBe(201);
    return new Subscriber(owner, receiver, endpoint);
  }

  get path(): string {
    return `${PATH}/${this.endpoint.id}`;
  }

  get object() {
    return endpointObject(this.endpoint.id);
  }

  /** Causes one event. */
  async reserve(phone_number = freshNumber()): Promise<string> {
    const { status } = await this.tenant.api.post("/v1/reservations", { phone_number });
    expect(status).toBe(201);
    return phone_number;
  }

  answers = (answer: ReceiverAnswer) => sandbox.receiverAnswers(this.receiver, answer);
  recovers = () => sandbox.receiverForgets(this.receiver);
  received = (): Promise<Receipt[]> => sandbox.received(this.receiver);

  async ids(): Promise<string[]> {
    return (await this.received()).map(({ headers }) => headers["webhook-id"] ?? "");
  }

  async deliveries(query = ""): Promise<Json[]> {
    const { status, body } = await this.tenant.api.get(`${this.path}/deliveries?limit=200${query}`);
    expect(status).toBe(200);
    return body.data;
  }

  /** The events that the endpoint is to get, in order. */
  async wanted(): Promise<string[]> {
    const { body } = await this.tenant.api.get("/v1/events?sort=seq&limit=200");
    return body.data.filter(({ type }: Json) => type.startsWith("reservation.")).map(({ id }: Json) => id);
  }

  async status(): Promise<string> {
    return (await this.tenant.api.get(this.path)).body.status;
  }

  /** Whatever is due is done, as the alarm does it. */
  async wakes(): Promise<void> {
    await this.object.wake();
    await runDurableObjectAlarm(this.object);
  }

  async passes(ms: number): Promise<void> {
    vi.setSystemTime(Date.now() + ms);
    await this.wakes();
  }
}

export const freeze = (): void => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });

/** Rows as the object would have them, many at once. */
export const fill = (subscriber: Subscriber, count: number, status: "pending" | "delivered", at: number) =>
  runInDurableObject(subscriber.object, (_, { storage }) => {
    storage.sql.exec(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < cast(?1 as integer))
       insert into deliveries select 'whd_0' || printf('%08d', i), 'evt_' || i, i, 'order.created', ?2, 0, null, '{}', ?3,
         iif(?2 = 'pending', ?4, null), '[]' from n`,
      ...[count, status, at, Date.now() + 30 * 24 * HOUR],
    );
  });
