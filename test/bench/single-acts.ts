import { type Call, closeConnections, send } from "./load.ts";
import { makeTenant, numberIdAt, type Running, type Side, type Tenant } from "./platform.ts";
import { freshNumber, get, post } from "./requests.ts";
import { type Result, race } from "./rounds.ts";

/** What is too long for rounds of a second: each act is measured by itself, in milliseconds. */

const ORDERS = 3;
const ORDER_ITEMS = 100;
const CARRIER_MS = 300;
const FIRST_REQUESTS = 7;

/** From the request until all numbers of a large order are bought. A carrier's answer takes 300 ms, for both sides alike. */
export async function fightLargeOrder(running: Running): Promise<Result> {
  const { ours, bare } = running;
  const tenant = await makeTenant(running);
  const items = () => Array.from({ length: ORDER_ITEMS }, () => ({ phone_number: freshNumber() }));
  const act = (side: Side, order: () => Call, bought: string) => async () => {
    const begun = performance.now();
    const { id } = JSON.parse(await send(order()));
    await side.idle();
    const ms = performance.now() - begun;
    const { results } = await side.db
      .prepare("select count(*) as count from order_items where order_id = ? and status = ?")
      .bind(id, bought)
      .all<{ count: number }>();
    if (results[0]?.count !== ORDER_ITEMS) throw new Error(`Of an order only ${results[0]?.count} items were bought.`);
    return ms;
  };
  await running.delayCarrier(CARRIER_MS);
  try {
    return await race(ORDERS, {
      ours: act(
        ours,
        () => post(ours, "/v1/orders", { items: items() }, { key: tenant.key, expect: 202 }),
        "completed",
      ),
      other: act(
        bare,
        () => post(bare, "/order", { tenant_id: tenant.id, items: items() }, { expect: 202 }),
        "completed",
      ),
    });
  } finally {
    await running.delayCarrier(0);
  }
}

/** The first GET of one number by a process that has answered nothing yet, with its database open. */
export async function fightFirstRequest({ ours, bare }: Running, { id, key }: Tenant): Promise<Result> {
  const act = (side: Side, call: () => Call) => async () => {
    closeConnections();
    await side.restart();
    const begun = performance.now();
    await send(call());
    return performance.now() - begun;
  };
  const number = numberIdAt(1);
  return await race(FIRST_REQUESTS, {
    ours: act(ours, () => get(ours, `/v1/phone-numbers/${number}`, key)),
    other: act(bare, () => get(bare, `/one?tenant_id=${id}&phone_number_id=${number}`)),
  });
}
