/**
 * The other side of the benchmark: the best Worker that can be written by hand for the *visible* work on the same runtime.
 *
 * What both sides do, per request: answer the same bytes, as `bench.ts` compares before each duel; read the same rows by the
 * same indexes; write the same rows of the product's tables with the same events, in as few batches; call a Durable Object
 * named by the number where two tenants could want the same number; and send the carrier the same requests. Those of a
 * purchase begin with a look at the account's numbers, as buying one that it has already would overwrite its settings. Both
 * write a call's record and event after the answer, for all calls of 100 ms together.
 *
 * What only ours does: authenticates the key and limits its rate; checks the scope, the query and the body; verifies Twilio's
 * signature; decides by the rules of lifecycle, ownership and routing, and reads what they need; repeats what lost a race;
 * stores an object's step before and after each of its trips, so that a crash loses nothing; evaluates readiness and writes
 * its event; wakes live feeds and webhook endpoints; sets security headers, request ids and ETags; logs.
 *
 * What only this one does: nothing. Its statements are prepared once, its rows are read as plain lists, it has no framework
 * and no query builder, and its ids are not sortable. So a ratio of 1 is out of reach: what is missing from 1 is the price
 * of the second list.
 */

import { DurableObject } from "cloudflare:workers";

const HOLD_MS = 15 * 60_000;
const COOLING_OFF_MS = 10 * 24 * 3_600_000;
/** How long calls wait for others to be written with, as ours do. */
const WRITE_TOGETHER_MS = 100;
/** How many numbers of a large order are bought at once: the carrier's slots. */
const LANES = 10;
const ACTOR = "key:key_00000000000000000000000000";
const REQUEST = "req_00000000000000000000000000";

const newId = (prefix) => prefix + crypto.randomUUID().replaceAll("-", "").slice(0, 26);
const iso = (at) => (at === null ? null : new Date(at).toISOString());

const statements = new Map();

function prepared(db, sql) {
  const known = statements.get(sql) ?? db.prepare(sql);
  statements.set(sql, known);
  return known;
}

// ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const EVENT_COLUMNS = "tenant_id, seq, id, type, occurred_at, actor, request_id, subject_type, subject_id, data";

const insertEvent = (db, tenantId, type, subjectType, subjectId, data, at) =>
  prepared(
    db,
    `insert into events (${EVENT_COLUMNS}) select ?1, max(
       coalesce((select max(seq) from events where tenant_id = ?1), 0),
       coalesce((select archived_seq from tenants where id = ?1), 0)
     ) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 where changes() > 0`,
  ).bind(tenantId, newId("evt_"), type, at, ACTOR, REQUEST, subjectType, subjectId, JSON.stringify(data));

async function events(env, tenantId, subjectId) {
  const rows = await prepared(
    env.DB,
    `select seq, id, type, occurred_at, actor, request_id, subject_type, subject_id, data, hash
     from events indexed by events_of_subject where tenant_id = ? and subject_id = ? order by seq desc limit 51`,
  )
    .bind(tenantId, subjectId)
    .raw();
  const data = rows
    .slice(0, 50)
    .map(([seq, id, type, occurredAt, actor, requestId, subjectType, subject, text, hash]) => ({
      seq,
      id,
      type,
      occurred_at: iso(occurredAt),
      actor,
      request_id: requestId,
      subject: { type: subjectType, id: subject },
      data: JSON.parse(text),
      hash,
    }));
  return Response.json({ data, next_cursor: null, has_more: false });
}

// ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const NUMBER_COLUMNS = `id, e164, country, type, voice, sms, mms, fax, price_amount, price_currency, status, acquisition_method,
  carrier_account_id, sip_trunk_id, agent_id, sms_forward_to, friendly_name, tags, metadata, deletion_lock, port_out_lock,
  created_at, updated_at, released_at, cooling_off_until`;

function toNumber(env, cells) {
  const [id, e164, country, type, voice, sms, mms, fax, amount, currency, status, method, account, trunk, agent] =
    cells;
  const [forwardTo, name, tags, metadata, deletionLock, portOutLock, created, updated, released, cooling] =
    cells.slice(15);
  return {
    id,
    phone_number: e164,
    country,
    type,
    capabilities: { voice: voice === 1, sms: sms === 1, mms: mms === 1, fax: fax === 1 },
    monthly_price: amount === null ? null : { amount, currency },
    status,
    acquisition_method: method,
    carrier_account_id: account,
    sip_trunk_id: trunk,
    ownership: "proved",
    agent_id: agent,
    sms_forward_to: forwardTo,
    friendly_name: name,
    tags: JSON.parse(tags),
    metadata: JSON.parse(metadata),
    deletion_lock: deletionLock === 1,
    port_out_lock: portOutLock === 1,
    port_out_lock_supported: env.LOCK.supported,
    port_out_lock_detail: env.LOCK.detail,
    created_at: iso(created),
    updated_at: iso(updated),
    released_at: iso(released),
    cooling_off_until: iso(cooling),
  };
}

async function one(env, tenantId, id) {
  const [cells] = await prepared(env.DB, `select ${NUMBER_COLUMNS} from phone_numbers where id = ? and tenant_id = ?`)
    .bind(id, tenantId)
    .raw();
  return Response.json(toNumber(env, cells));
}

async function list(env, tenantId) {
  const rows = await prepared(
    env.DB,
    `select ${NUMBER_COLUMNS}, ifnull((select numbers from offline_counts where tenant_id = ?1), 0)
     from phone_numbers where tenant_id = ?1 order by created_at desc, id desc limit 51`,
  )
    .bind(tenantId)
    .raw();
  const page = rows.slice(0, 50);
  const last = page.at(-1);
  const cursor = `0000000${"0000000"}${btoa(JSON.stringify(["-created_at", last[21], last[0]]))}`;
  return Response.json({
    data: page.map((cells) => toNumber(env, cells)),
    next_cursor: cursor,
    has_more: true,
    meta: { offline_count: page[0][25] },
  });
}

async function counts(env, tenantId) {
  const groups = await prepared(
    env.DB,
    `select status, ready, count(*) from phone_numbers indexed by phone_numbers_by_creation
     where tenant_id = ? group by status, ready`,
  )
    .bind(tenantId)
    .raw();
  const byStatus = { active: 0, suspended: 0, releasing: 0, cooling_off: 0, released: 0, lost: 0 };
  const byReadiness = { ready: 0, not_ready: 0, unknown: 0 };
  let total = 0;
  for (const [status, ready, count] of groups) {
    total += count;
    byStatus[status] += count;
    byReadiness[ready === null ? "unknown" : ready === 1 ? "ready" : "not_ready"] += count;
  }
  return Response.json({ total, by_status: byStatus, by_readiness: byReadiness });
}

/** One update, what else is written with it, and one event; answers the number. */
async function change(env, assignments, values, { tenantId, id, type, data }, more = []) {
  const at = Date.now();
  const [{ results }] = await env.DB.batch([
    prepared(
      env.DB,
      `update phone_numbers set ${assignments}, version = version + 1, updated_at = ? where id = ? and tenant_id = ?
       returning ${NUMBER_COLUMNS}`,
    ).bind(...values, at, id, tenantId),
    ...more,
    insertEvent(env.DB, tenantId, type, "phone_number", id, data, at),
  ]);
  return Object.values(results[0]);
}

/** The number of this id as the benchmark fills the inventory. */
const e164Of = (id) => `+1512${2_000_000 + Number(id.slice(-7))}`;

async function patch(env, { tenant_id: tenantId, phone_number_id: id, tags }) {
  const data = { phone_number: e164Of(id), changed: ["tags"] };
  const event = { tenantId, id, type: "phone_number.updated", data };
  return Response.json(toNumber(env, await change(env, "tags = ?", [JSON.stringify(tags)], event)));
}

async function suspend(env, { tenant_id: tenantId, phone_number_id: id }) {
  const event = { tenantId, id, type: "phone_number.suspended", data: { phone_number: e164Of(id) } };
  return Response.json(toNumber(env, await change(env, "status = 'suspended'", [], event)));
}

async function assign(env, { tenant_id: tenantId, phone_number_id: id, agent_id: agentId }) {
  const e164 = e164Of(id);
  const assignment = prepared(
    env.DB,
    `insert into assignments (phone_number_id, valid_from, valid_to, id, tenant_id, e164, agent_id)
     values (?, ?, null, ?, ?, ?, ?)`,
  ).bind(id, Date.now(), newId("asg_"), tenantId, e164, agentId);
  const data = { phone_number: e164, phone_number_id: id, agent_id: agentId };
  const event = { tenantId, id, type: "assignment.started", data };
  return Response.json(toNumber(env, await change(env, "agent_id = ?", [agentId], event, [assignment])));
}

async function release(env, { tenant_id: tenantId, phone_number_id: id }) {
  const answer = await env.NUMBERS.getByName(e164Of(id)).release({ tenantId, id });
  return Response.json(toNumber(env, answer));
}

// ── reservations and orders ─────────────────────────────────────────────────────────────────────────────────────────

const askCarrier = (env, path, init) =>
  fetch(`${env.CARRIER}/2010-04-01/Accounts/${env.SID}/${path}`, {
    ...init,
    headers: { authorization: `Basic ${btoa(`${env.SID}:${env.TOKEN}`)}` },
  });

export class BareNumber extends DurableObject {
  async hold({ tenantId, e164 }) {
    const at = Date.now();
    const hold = { id: newId("rsv_"), tenantId, createdAt: at, expiresAt: at + HOLD_MS };
    this.ctx.storage.kv.put("record", hold);
    void this.ctx.storage.setAlarm(hold.expiresAt);
    const db = this.env.DB;
    const data = { phone_number: e164, expires_at: iso(hold.expiresAt), phone_number_id: null };
    const [{ meta }] = await db.batch([
      prepared(
        db,
        `insert into reservations (id, tenant_id, e164, status, created_at, expires_at, for_order, version, updated_at)
         select ?1, ?2, ?3, 'held', ?4, ?5, 0, 1, ?4
         where (select count(*) from reservations where tenant_id = ?2 and status = 'held' and expires_at > ?4 and for_order = 0)
           < (select reservation_limit from tenants where id = ?2)
         on conflict (id) do nothing`,
      ).bind(hold.id, tenantId, e164, at, hold.expiresAt),
      insertEvent(db, tenantId, "reservation.created", "reservation", hold.id, data, at),
    ]);
    return { hold, written: meta.changes > 0 };
  }

  async purchase({ tenantId, e164, orderId, itemId, phoneNumberId }) {
    const { env } = this;
    this.ctx.storage.kv.put("record", { tenantId, orderId, itemId, phoneNumberId });
    void this.ctx.storage.setAlarm(Date.now() + 60_000);
    const lookUp = `IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(e164)}&PageSize=20`;
    const { incoming_phone_numbers: listed } = await (await askCarrier(env, lookUp)).json();
    if (listed.length > 0) throw new Error("The account has the number already.");
    const number = `https://pm.example.com/twilio/${tenantId}/numbers/${phoneNumberId}`;
    const answer = await askCarrier(env, "IncomingPhoneNumbers.json", {
      method: "POST",
      body: new URLSearchParams({
        PhoneNumber: e164,
        FriendlyName: itemId,
        VoiceUrl: `${number}/voice`,
        VoiceMethod: "POST",
        StatusCallback: `${number}/voice-status`,
        StatusCallbackMethod: "POST",
        SmsUrl: `${number}/sms`,
        SmsMethod: "POST",
      }),
    });
    const { sid } = await answer.json();
    if (!answer.ok) throw new Error(`The carrier answered ${answer.status}.`);
    const at = Date.now();
    const db = env.DB;
    const completed = { item_id: itemId, phone_number: e164, phone_number_id: phoneNumberId };
    const purchased = { phone_number: e164, order_id: orderId };
    await db.batch([
      prepared(
        db,
        "update order_items set status = 'completed', updated_at = ? where id = ? and status in ('queued', 'purchasing', 'unknown')",
      ).bind(at, itemId),
      insertEvent(db, tenantId, "order.item_completed", "order", orderId, completed, at),
      prepared(
        db,
        `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
           carrier_id, friendly_name, tags, metadata, price_amount, price_currency, order_item_id, created_at, updated_at)
         select ?1, ?2, ?3, 'US', 'local', 1, 1, 1, 0, 'active', 'reseller', ?4, ?3, '[]', '{}', '1.15', 'USD', ?5, ?6, ?6
         where changes() > 0`,
      ).bind(phoneNumberId, tenantId, e164, sid, itemId, at),
      insertEvent(db, tenantId, "phone_number.purchased", "phone_number", phoneNumberId, purchased, at),
    ]);
    this.ctx.storage.kv.put("record", { tenantId, phoneNumberId, carrierId: sid });
    void this.ctx.storage.deleteAlarm();
    return at;
  }

  async release({ tenantId, id }) {
    const { env } = this;
    const begun = Date.now();
    const data = { phone_number: e164Of(id) };
    this.ctx.storage.kv.put("record", { tenantId, id });
    void this.ctx.storage.setAlarm(begun + 60_000);
    const [{ results }] = await env.DB.batch([
      prepared(
        env.DB,
        `update phone_numbers set status = 'releasing', version = version + 1, updated_at = ? where id = ? and tenant_id = ?
         returning carrier_id`,
      ).bind(begun, id, tenantId),
      insertEvent(env.DB, tenantId, "phone_number.releasing", "phone_number", id, data, begun),
    ]);
    const answer = await askCarrier(env, `IncomingPhoneNumbers/${results[0].carrier_id}.json`, { method: "DELETE" });
    if (!answer.ok) throw new Error(`The carrier answered ${answer.status}.`);
    const at = Date.now();
    const [released] = await env.DB.batch([
      prepared(
        env.DB,
        `update phone_numbers set status = 'cooling_off', version = version + 1, updated_at = ?1, released_at = ?1,
           cooling_off_until = ?2 where id = ?3 and tenant_id = ?4 returning ${NUMBER_COLUMNS}`,
      ).bind(at, at + COOLING_OFF_MS, id, tenantId),
      insertEvent(env.DB, tenantId, "phone_number.released", "phone_number", id, data, at),
    ]);
    this.ctx.storage.kv.put("record", { tenantId, id, until: at + COOLING_OFF_MS });
    void this.ctx.storage.setAlarm(at + COOLING_OFF_MS);
    return Object.values(released.results[0]);
  }

  alarm() {}
}

async function reserve(env, { tenant_id: tenantId, phone_number: e164 }) {
  const { hold, written } = await env.NUMBERS.getByName(e164).hold({ tenantId, e164 });
  const body = {
    id: hold.id,
    phone_number: e164,
    status: "held",
    hold_scope: "platform",
    created_at: iso(hold.createdAt),
    expires_at: iso(hold.expiresAt),
    expires_in: HOLD_MS / 1_000,
    ended_at: null,
    phone_number_id: null,
  };
  return Response.json(body, { status: written ? 201 : 409 });
}

const zeroCounts = { queued: 0, purchasing: 0, unknown: 0, completed: 0, failed: 0, canceled: 0 };

const toOrder = (id, items, status, { createdAt, updatedAt }) => ({
  id,
  status: status === "queued" ? "pending" : status,
  item_counts: { ...zeroCounts, [status]: items.length },
  estimated_completion_at: null,
  items: items.map(({ itemId, e164, phoneNumberId }) => ({
    id: itemId,
    phone_number: e164,
    status,
    phone_number_id: status === "completed" ? phoneNumberId : null,
    reservation_id: null,
    monthly_price: { amount: "1.15", currency: "USD" },
    address_sid: null,
    bundle_sid: null,
    error: null,
  })),
  created_at: iso(createdAt),
  updated_at: iso(updatedAt),
});

async function writeOrder(db, tenantId, orderId, items, status, at) {
  const rows = items.map(({ itemId, e164, phoneNumberId }, position) => [itemId, position, e164, phoneNumberId]);
  await db.batch([
    prepared(
      db,
      "insert into orders (id, tenant_id, configuration, actor, request_id, created_at) values (?, ?, '{}', ?, ?, ?)",
    ).bind(orderId, tenantId, ACTOR, REQUEST, at),
    prepared(
      db,
      `insert into order_items (id, order_id, tenant_id, position, e164, phone_number_id, price_amount, price_currency, status,
         created_at, updated_at)
       select value ->> 0, ?1, ?2, value ->> 1, value ->> 2, value ->> 3, '1.15', 'USD', ?3, ?4, ?4 from json_each(?5)
       where changes() > 0`,
    ).bind(orderId, tenantId, status, at, JSON.stringify(rows)),
    insertEvent(db, tenantId, "order.created", "order", orderId, { item_count: items.length }, at),
  ]);
}

async function order(env, ctx, { tenant_id: tenantId, items: asked }) {
  const orderId = newId("ord_");
  const createdAt = Date.now();
  const items = asked.map(({ phone_number: e164 }) => ({
    itemId: newId("itm_"),
    phoneNumberId: newId("num_"),
    e164,
    orderId,
    tenantId,
  }));
  const buy = (item) => env.NUMBERS.getByName(item.e164).purchase(item);
  const [first] = items;
  if (items.length === 1) {
    await writeOrder(env.DB, tenantId, orderId, items, "purchasing", createdAt);
    const updatedAt = await buy(first);
    return Response.json(toOrder(orderId, items, "completed", { createdAt, updatedAt }), { status: 201 });
  }
  await writeOrder(env.DB, tenantId, orderId, items, "queued", createdAt);
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item; item = left.shift()) await buy(item);
  };
  ctx.waitUntil(Promise.all(Array.from({ length: LANES }, lane)));
  return Response.json(toOrder(orderId, items, "queued", { createdAt, updatedAt: createdAt }), { status: 202 });
}

async function search(env, query) {
  const answer = await askCarrier(env, `AvailablePhoneNumbers/US/Local.json?${query}`);
  const { available_phone_numbers: offered } = await answer.json();
  const numbers = JSON.stringify(offered.map(({ phone_number }) => phone_number));
  const db = env.DB;
  const [owned, held] = await db.batch([
    prepared(
      db,
      `select e164 from phone_numbers where acquisition_method in ('reseller')
       and status in ('active', 'suspended', 'releasing', 'lost') and e164 in (select value from json_each(?))`,
    ).bind(numbers),
    prepared(
      db,
      `select e164 from reservations where status in ('held', 'purchasing') and e164 in (select value from json_each(?))`,
    ).bind(numbers),
  ]);
  const taken = new Set([...owned.results, ...held.results].map(({ e164 }) => e164));
  const data = offered
    .filter(({ phone_number }) => !taken.has(phone_number))
    .slice(0, Number(query.get("Wanted")))
    .map((number) => ({
      phone_number: number.phone_number,
      country: number.iso_country,
      type: "local",
      locality: number.locality,
      region: number.region,
      postal_code: number.postal_code,
      rate_center: number.rate_center,
      capabilities: {
        voice: number.capabilities.voice,
        sms: number.capabilities.sms,
        mms: number.capabilities.mms,
        fax: number.capabilities.fax,
      },
      monthly_price: { amount: "1.15", currency: "USD" },
      address_requirement: number.address_requirements,
      requirements: { address: number.address_requirements, bundle: false },
      hold_scope: "platform",
      reservation: null,
    }));
  return Response.json({ data });
}

// ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The calls that wait for others to be written with; null if none waits. */
let ringing = null;

const CALL_COLUMNS = `id, tenant_id, phone_number_id, carrier_id, from_number, from_kind, to_number, status, started_at, agent_id,
  decision, legs, seen, version, created_at, updated_at, from_address, from_country, from_key`;

const writeCalls = (db, calls) =>
  db.batch([
    prepared(
      db,
      `insert into recorded_calls (tenant_id, carrier_id, record_id)
       select value ->> 1, value ->> 3, value ->> 0 from json_each(?) where true on conflict do nothing`,
    ).bind(JSON.stringify(calls.map(({ row }) => row))),
    prepared(
      db,
      `insert into calls (${CALL_COLUMNS}) select ${CALL_COLUMNS.split(",")
        .map((_, at) => `value ->> ${at}`)
        .join(", ")} from json_each(?) where exists (select 1 from recorded_calls
          where tenant_id = value ->> 1 and carrier_id = value ->> 3 and record_id = value ->> 0)`,
    ).bind(JSON.stringify(calls.map(({ row }) => row))),
    prepared(
      db,
      `insert into events (${EVENT_COLUMNS}) select value ->> 0, max(
         coalesce((select max(seq) from events where tenant_id = value ->> 0), 0),
         coalesce((select archived_seq from tenants where id = value ->> 0), 0)
       ) + row_number() over (partition by value ->> 0 order by key), value ->> 1, 'call.started', value ->> 2, 'carrier',
         ?1, 'call', value ->> 3, value ->> 4 from json_each(?2)`,
    ).bind(REQUEST, JSON.stringify(calls.map(({ event }) => event))),
  ]);

/** What decided the call, as ours stores it for `GET /v1/calls/{call_id}`. */
const decisionOf = (at, agentId, agentVersion) => ({
  at,
  outcome: "agent",
  reason: "assignment",
  agentId,
  agentVersion,
  planVersion: null,
  fallback: null,
  trace: [
    { rule: "number", result: "passed", detail: "The number is active." },
    { rule: "assignment", result: "decided", detail: `${agentId} is assigned.` },
  ],
});

async function voice(env, ctx, request, numberId) {
  const fields = new URLSearchParams(await request.text());
  const [[tenantId, e164, status, agentId, agentVersion, url]] = await prepared(
    env.DB,
    `select number.tenant_id, number.e164, number.status, agent.id, agent.version, agent.destination ->> '$.url'
     from phone_numbers number left join agents agent on agent.id = number.agent_id
     left join recorded_calls recorded on recorded.tenant_id = number.tenant_id and recorded.carrier_id = ?2
     left join calls call on call.id = recorded.record_id where number.id = ?1`,
  )
    .bind(numberId, fields.get("CallSid"))
    .raw();
  if (status !== "active") throw new Error("The benchmark calls active numbers only.");
  const [at, id, from, callSid] = [Date.now(), newId("cal_"), fields.get("From"), fields.get("CallSid")];
  const seen = { [`r:${callSid.slice(-15)}`]: at, "e:voice:ringing": at };
  const decision = JSON.stringify(decisionOf(at, agentId, agentVersion));
  const event = { phone_number_id: numberId, from, from_address: from, from_kind: "phone_number", from_country: "US" };
  const call = {
    row: [
      ...[id, tenantId, numberId, callSid, from, "phone_number", e164, "ringing", at, agentId, decision, "{}"],
      ...[JSON.stringify(seen), 1, at, at, from, "US", from],
    ],
    event: [
      ...[tenantId, newId("evt_"), at, id],
      JSON.stringify({ ...event, to: e164, agent_id: agentId, outcome: "agent" }),
    ],
  };
  if (ringing) ringing.push(call);
  else {
    const calls = [call];
    ringing = calls;
    const written = scheduler.wait(WRITE_TOGETHER_MS).then(() => {
      ringing = null;
      return writeCalls(env.DB, calls);
    });
    ctx.waitUntil(written);
  }
  const action = `https://pm.example.com/twilio/${tenantId}/numbers/${numberId}/voice-result?leg=agent`;
  const parameters = {
    phone_number_id: numberId,
    phone_number: e164,
    from,
    from_address: from,
    from_kind: "phone_number",
  };
  const passed = Object.entries(parameters).map(([name, value]) => `<Parameter name="${name}" value="${value}"/>`);
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?><Response><Connect action="${action}"><Stream url="${url}">${passed.join("")}</Stream></Connect></Response>`,
    { headers: { "content-type": "text/xml; charset=utf-8" } },
  );
}

// ── the live feed ───────────────────────────────────────────────────────────────────────────────────────────────────

export class BareFeed extends DurableObject {
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  broadcast(...texts) {
    for (const socket of this.ctx.getWebSockets()) for (const text of texts) socket.send(text);
  }

  webSocketClose() {}
}

/** Events of a tenant that wait while its feed is being called: the next call takes all of them, as ours reads them. */
const outgoing = new Map();

async function broadcast(env, tenantId, text) {
  const waiting = outgoing.get(tenantId);
  if (waiting) {
    waiting.push(text);
    return;
  }
  const queue = [text];
  outgoing.set(tenantId, queue);
  try {
    while (queue.length > 0) await env.FEEDS.getByName(tenantId).broadcast(...queue.splice(0));
  } finally {
    outgoing.delete(tenantId);
  }
}

/** Suspends a number, and hands the event's bytes to the object with the tenant's listeners. */
async function publish(env, ctx, { tenant_id: tenantId, phone_number_id: id }) {
  const at = Date.now();
  const data = { phone_number: e164Of(id) };
  const [{ results }, , newest] = await env.DB.batch([
    prepared(
      env.DB,
      `update phone_numbers set status = 'suspended', version = version + 1, updated_at = ? where id = ? and tenant_id = ?
       returning ${NUMBER_COLUMNS}`,
    ).bind(at, id, tenantId),
    insertEvent(env.DB, tenantId, "phone_number.suspended", "phone_number", id, data, at),
    prepared(env.DB, "select seq, id from events where tenant_id = ? order by seq desc limit 1").bind(tenantId),
  ]);
  const event = {
    ...newest.results[0],
    type: "phone_number.suspended",
    occurred_at: iso(at),
    actor: ACTOR,
    request_id: REQUEST,
    subject: { type: "phone_number", id },
    data,
  };
  ctx.waitUntil(broadcast(env, tenantId, JSON.stringify({ type: "event", event })));
  return Response.json(toNumber(env, Object.values(results[0])));
}

export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    const tenantId = searchParams.get("tenant_id");
    switch (pathname) {
      case "/one":
        return await one(env, tenantId, searchParams.get("phone_number_id"));
      case "/list":
        return await list(env, tenantId);
      case "/counts":
        return await counts(env, tenantId);
      case "/events":
        return await events(env, tenantId, searchParams.get("subject_id"));
      case "/patch":
        return await patch(env, await request.json());
      case "/assign":
        return await assign(env, await request.json());
      case "/suspend":
        return await suspend(env, await request.json());
      case "/release":
        return await release(env, await request.json());
      case "/reserve":
        return await reserve(env, await request.json());
      case "/order":
        return await order(env, ctx, await request.json());
      case "/search":
        return await search(env, searchParams);
      case "/publish":
        return await publish(env, ctx, await request.json());
      case "/live":
        return await env.FEEDS.getByName(tenantId).fetch(request);
      case "/voice":
        return await voice(env, ctx, request, searchParams.get("phone_number_id"));
      default:
        return new Response(null, { status: 404 });
    }
  },
};
