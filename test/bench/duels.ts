import { fillEvents, fillInventory, makeTenant, numberIdAt, type Running, type Side, type Tenant } from "./platform.ts";
import { cursorAfter, freshNumber, get, inTurn, makeAgent, post, ring, trunkOf, webhooksOf } from "./requests.ts";
import type { Bar, Duel } from "./rounds.ts";

/** What is measured: pairs of requests. The bare side of each does the same visible work (`bare-worker.js`). */

export const INVENTORY = 100_000;
const EVENTS = 100_000;
const SMALL_INVENTORY = 1_000;
const PAGE = 50;
const DEEP_PAGE = 1_000;
/** Tenants that hold and buy: with one alone its live holds would pile up, and counting them would be what is measured. */
const TENANTS = 20;

/** Lists that an index serves: with 100,000 numbers as fast as with 1,000. */
const indexedLists: Readonly<Record<string, string>> = {
  "of all": "",
  "by name": "&sort=friendly_name",
  "by tag, status and country": "&tag=east&status=active&country=US",
};

/** The most that a scan of 100,000 numbers may cost, as a multiple of a page that is read by index. */
const SCAN_COST = 40;

/** Lists that scan the tenant's entries of one index: filters that find nothing, and orders that need all that is found. */
const scannedLists: Readonly<Record<string, string>> = {
  "finding nothing": "&status=lost",
  "finding no tag, by name": "&tag=missing&sort=friendly_name",
  "by digits": "&digits=512",
  "by six digits": "&digits=200012",
  "by capability and name": "&capabilities=voice,sms&sort=friendly_name",
  "by eight filters":
    "&status=active&country=US&type=local&capabilities=voice&tag=east&agent_id=none&digits=999&created_after=2020-01-01T00:00:00Z&sort=phone_number",
};

/** Ids of numbers from one on, each once: what is suspended, assigned or released can be so once only. */
const onceFrom = (first: number): (() => string) => {
  let at = first;
  return () => numberIdAt(at++);
};

interface Once {
  readonly ours: () => string;
  readonly bare: () => string;
}

const once = (first: number): Once => ({ ours: onceFrom(first), bare: onceFrom(first) });

export async function prepareDuels(all: Running, owner: Tenant): Promise<Duel[]> {
  const { ours, bare } = all;
  const { key, id: tenantId } = owner;
  const fill = async ({ db }: Side) => {
    await fillInventory(db, tenantId, INVENTORY);
    await fillEvents(db, tenantId, EVENTS, EVENTS / PAGE);
  };
  await Promise.all([ours, bare].map(fill));
  const tenants: Tenant[] = [];
  for (let i = 0; i < TENANTS; i += 1) tenants.push(await makeTenant(all));
  const [mine, theirs] = [inTurn(tenants), inTurn(tenants)];
  const smallOwner = await makeTenant(all);
  await fillInventory(ours.db, smallOwner.id, SMALL_INVENTORY, "303");
  const deep = await cursorAfter(ours, owner, (DEEP_PAGE - 1) * PAGE);
  const agentId = await makeAgent(all, owner);
  const [called, overTrunk] = [numberIdAt(INVENTORY - 1), numberIdAt(INVENTORY - 2)];
  const webhooks = await webhooksOf(all, owner, called, agentId);
  await webhooksOf(all, owner, overTrunk, agentId);
  const trunk = await trunkOf(ours.db, tenantId, overTrunk);
  const body = (id: string, more: object = {}) => ({ tenant_id: tenantId, phone_number_id: id, ...more });
  const path = (id: string) => `/v1/phone-numbers/${id}`;
  const [suspended, assigned, released] = [once(30_000), once(53_000), once(76_000)];
  const [read, readBare] = [onceFrom(1_000), onceFrom(1_000)];
  const [patched, newTag] = [once(1_000), onceFrom(0)];
  const newTags = () => ({ tags: ["sales", newTag()] });
  const listPath = `/v1/phone-numbers?limit=${PAGE}`;

  const against = (name: string, target: Bar, next: Pick<Duel["ours"], "next">["next"], other: typeof next): Duel => ({
    name,
    target,
    ours: { side: ours, next },
    other: { side: bare, next: other },
    sameWork: true,
  });
  const amongOurs = (name: string, target: Bar, next: Duel["ours"]["next"], other: typeof next): Duel => ({
    ...against(name, target, next, other),
    other: { side: ours, next: other },
    sameWork: false,
  });
  const firstPage = () => get(ours, listPath, key);

  return [
    against(
      "GET one",
      { least: 0.85 },
      () => get(ours, path(read()), key),
      () => get(bare, `/one?tenant_id=${tenantId}&phone_number_id=${readBare()}`),
    ),
    against(`list of ${PAGE}`, { least: 0.85 }, firstPage, () => get(bare, `/list?tenant_id=${tenantId}`)),
    against(
      "counts of 100,000",
      { least: 0.85 },
      () => get(ours, "/v1/phone-numbers/counts", key),
      () => get(bare, `/counts?tenant_id=${tenantId}`),
    ),
    against(
      `events by subject, ${PAGE} of 100,000`,
      { least: 0.85 },
      () => get(ours, `/v1/events?subject_id=${numberIdAt(0)}&limit=${PAGE}`, key),
      () => get(bare, `/events?tenant_id=${tenantId}&subject_id=${numberIdAt(0)}`),
    ),
    against(
      "search",
      { least: 0.7 },
      () => get(ours, "/v1/available-phone-numbers?country=US&area_code=512&limit=30", key),
      () => get(bare, "/search?PageSize=50&AreaCode=512&Wanted=30"),
    ),
    against(
      "PATCH",
      { least: 0.7 },
      () => post(ours, path(patched.ours()), newTags(), { key, method: "PATCH" }),
      () => post(bare, "/patch", body(patched.bare(), newTags())),
    ),
    against(
      "assign",
      { least: 0.7 },
      () => post(ours, `${path(assigned.ours())}/assign`, { agent_id: agentId }, { key }),
      () => post(bare, "/assign", body(assigned.bare(), { agent_id: agentId })),
    ),
    against(
      "suspend",
      { least: 0.7 },
      () => post(ours, `${path(suspended.ours())}/suspend`, null, { key }),
      () => post(bare, "/suspend", body(suspended.bare())),
    ),
    against(
      "release",
      { least: 0.6 },
      () => post(ours, `${path(released.ours())}/release`, null, { key }),
      () => post(bare, "/release", body(released.bare())),
    ),
    against(
      "reserve",
      { least: 0.85 },
      () => post(ours, "/v1/reservations", { phone_number: freshNumber() }, { key: mine().key, expect: 201 }),
      () => post(bare, "/reserve", { tenant_id: theirs().id, phone_number: freshNumber() }, { expect: 201 }),
    ),
    against(
      "order of one number",
      { least: 0.6 },
      () => post(ours, "/v1/orders", { items: [{ phone_number: freshNumber() }] }, { key: mine().key, expect: 201 }),
      () => post(bare, "/order", { tenant_id: theirs().id, items: [{ phone_number: freshNumber() }] }, { expect: 201 }),
    ),
    against(
      "voice webhook",
      { least: 0.85 },
      () => ring(ours, `${webhooks}/voice`),
      () => ring(bare, `/voice?phone_number_id=${called}`),
    ),
    amongOurs(
      "BYOC voice webhook : voice webhook",
      { least: 0.8 },
      () => ring(ours, `${trunk.path}/voice`, trunk.to),
      () => ring(ours, `${webhooks}/voice`),
    ),
    amongOurs(
      `list, page ${DEEP_PAGE} : page 1`,
      { least: 0.8, most: 1.2 },
      () => get(ours, listPath + deep, key),
      firstPage,
    ),
    ...Object.entries(indexedLists).map(([name, query]) =>
      amongOurs(
        `list ${name}, 100,000 : 1,000`,
        { least: 0.67 },
        () => get(ours, listPath + query, key),
        () => get(ours, listPath + query, smallOwner.key),
      ),
    ),
    ...Object.entries(scannedLists).map(([name, query]) =>
      amongOurs(
        `list ${name}, scan : page`,
        { least: 1 / SCAN_COST },
        () => get(ours, listPath + query, key),
        firstPage,
      ),
    ),
  ];
}
