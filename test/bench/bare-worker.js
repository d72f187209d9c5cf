/**
 * What the platform is measured against: the least that can be written for the same storage work on the same runtime.
 *
 * It does, per request, what no program with the same promises could leave out: the same trips to D1 with the same
 * statements in the same batches (events with their gap-free `seq`, the tenant's limit counted in the insert), the same
 * calls of a Durable Object named by the number, the same writes of that object's record and alarm before and after, and
 * the same calls of the carrier. Its statements are written by hand to use the indexes of `migrations/`, so a query of ours
 * that misses an index shows up as a bad ratio.
 *
 * A call that rings is the exception: there it reads one row and answers, verifies nothing and writes nothing down.
 *
 * It does not do what a program is for: no API keys, scopes or rate limit, no validation of bodies, queries or answers, no
 * Idempotency-Key, no lifecycle or ownership rules, no parsing of numbers, no cursors it could be sure of, no request ids,
 * logs, security headers or error documents, no recovery in its alarm. It has no framework and no query builder, and its
 * ids are not even sortable. So a ratio of 1 is out of reach: what is missing from 1 is the price of all of that.
 */

import { DurableObject } from "cloudflare:workers";

const HOLD_MS = 15 * 60_000;

const newId = (prefix) => prefix + crypto.randomUUID().replaceAll("-", "").slice(0, 26);

const insertEvent = (db, tenantId, type, subjectType, subjectId, data, at) =>
  db
    .prepare(
      `insert into events select ?1, max(
         coalesce((select max(seq) from events where tenant_id = ?1), 0),
         coalesce((select archived_seq from tenants where id = ?1), 0)
       ) + 1, ?2, ?3, ?4, 'bare', 'bare', ?5, ?6, ?7, null where changes() > 0`,
    )
    .bind(tenantId, newId("evt_"), type, at, subjectType, subjectId, JSON.stringify(data));

export class BareNumber extends DurableObject {
  #store(record, wakeAt) {
    this.ctx.storage.kv.put("record", record);
    void this.ctx.storage.setAlarm(wakeAt);
  }

  async hold({ tenantId, e164 }) {
    const at = Date.now();
    const hold = { id: newId("rsv_"), tenantId, createdAt: at, expiresAt: at + HOLD_MS, version: 1 };
    const told = { kind: "hold_created", at, hold };
    this.#store({ phase: { kind: "held", hold }, outbox: [told], settled: [] }, at + 5_000);
    const db = this.env.DB;
    const [, , { results }] = await db.batch([
      db
        .prepare(
          `insert into reservations select ?1, ?2, ?3, 'held', ?4, ?5, null, null, 0, 1, ?4
           where (select count(*) from reservations where tenant_id = ?2 and status = 'held' and expires_at > ?4 and for_order = 0)
             < (select reservation_limit from tenants where id = ?2)
           on conflict (id) do nothing`,
        )
        .bind(hold.id, tenantId, e164, at, hold.expiresAt),
      insertEvent(db, tenantId, "reservation.created", "reservation", hold.id, { phone_number: e164 }, at),
      db.prepare("select id from reservations where id = ?").bind(hold.id),
    ]);
    this.#store({ phase: { kind: "held", hold }, outbox: [], settled: [] }, hold.expiresAt);
    return { hold, written: results.length > 0 };
  }

  async purchase({ tenantId, e164, orderId, itemId, phoneNumberId }) {
    const purchase = { tenantId, orderId, itemId, phoneNumberId, posts: 1, sentAt: Date.now() };
    this.#store({ phase: { kind: "purchasing", purchase }, outbox: [], settled: [] }, purchase.sentAt + 60_000);
    const { env } = this;
    const answer = await fetch(`https://api.twilio.com/2010-04-01/Accounts/${env.SID}/IncomingPhoneNumbers.json`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${env.SID}:${env.TOKEN}`)}` },
      body: new URLSearchParams({
        PhoneNumber: e164,
        FriendlyName: itemId,
        VoiceUrl: `https://pm.example.com/twilio/${tenantId}/numbers/${phoneNumberId}/voice`,
        VoiceMethod: "POST",
        StatusCallback: `https://pm.example.com/twilio/${tenantId}/numbers/${phoneNumberId}/voice-status`,
        StatusCallbackMethod: "POST",
        SmsUrl: `https://pm.example.com/twilio/${tenantId}/numbers/${phoneNumberId}/sms`,
        SmsMethod: "POST",
      }),
    });
    const { sid } = await answer.json();
    if (!answer.ok) throw new Error(`The carrier answered ${answer.status}.`);
    const at = Date.now();
    const owner = { tenantId, phoneNumberId, carrierId: sid };
    const told = { kind: "item_settled", at, itemId, orderId, number: { ...owner, e164 } };
    this.#store({ phase: { kind: "owned", owner }, outbox: [told], settled: [] }, at + 5_000);
    const db = env.DB;
    await db.batch([
      db
        .prepare(
          "update order_items set status = 'completed', updated_at = ? where id = ? and status in ('queued', 'purchasing', 'unknown')",
        )
        .bind(at, itemId),
      insertEvent(db, tenantId, "order.item_completed", "order", orderId, { item_id: itemId }, at),
      db
        .prepare(
          `insert into phone_numbers (id, tenant_id, e164, country, type, voice, sms, mms, fax, status, acquisition_method,
             carrier_id, friendly_name, tags, metadata, order_item_id, created_at, updated_at)
           select ?1, ?2, ?3, 'US', 'local', 1, 1, 1, 0, 'active', 'reseller', ?4, ?3, '[]', '{}', ?5, ?6, ?6
           where changes() > 0`,
        )
        .bind(phoneNumberId, tenantId, e164, sid, itemId, at),
      insertEvent(db, tenantId, "phone_number.purchased", "phone_number", phoneNumberId, { phone_number: e164 }, at),
      db.prepare("select status from order_items where id = ?").bind(itemId),
    ]);
    this.ctx.storage.kv.put("record", { phase: { kind: "owned", owner }, outbox: [], settled: [] });
    void this.ctx.storage.deleteAlarm();
    return { kind: "completed", phoneNumberId };
  }

  alarm() {}
}

export class BareFeed extends DurableObject {
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  broadcast(text) {
    for (const socket of this.ctx.getWebSockets()) socket.send(text);
  }

  webSocketClose() {}
}

/** What suspending a number is to the database, and the event's bytes to whoever listens. */
async function publish(env, ctx, { tenant_id: tenantId, phone_number_id: id }) {
  const at = Date.now();
  const data = { phone_number: "+15125550123" };
  const [, , { results }] = await env.DB.batch([
    env.DB.prepare(
      "update phone_numbers set status = 'suspended', version = version + 1, updated_at = ? where id = ? and tenant_id = ?",
    ).bind(at, id, tenantId),
    insertEvent(env.DB, tenantId, "phone_number.suspended", "phone_number", id, data, at),
    env.DB.prepare("select max(seq) as seq from events where tenant_id = ?").bind(tenantId),
  ]);
  const event = {
    seq: results[0].seq,
    id: newId("evt_"),
    type: "phone_number.suspended",
    occurred_at: new Date(at).toISOString(),
    actor: "key:key_00000000000000000000000000",
    request_id: "req_00000000000000000000000000",
    subject: { type: "phone_number", id },
    data,
  };
  ctx.waitUntil(env.FEEDS.getByName(tenantId).broadcast(JSON.stringify({ type: "event", event })));
  return Response.json(event);
}

async function reserve(env, { tenant_id: tenantId, phone_number: e164 }) {
  const { hold, written } = await env.NUMBERS.getByName(e164).hold({ tenantId, e164 });
  return Response.json({ ...hold, phone_number: e164 }, { status: written ? 201 : 409 });
}

async function order(env, { tenant_id: tenantId, phone_number: e164 }) {
  const [orderId, itemId, phoneNumberId] = [newId("ord_"), newId("itm_"), newId("num_")];
  const at = Date.now();
  const db = env.DB;
  await db.batch([
    db.prepare("insert into orders values (?, ?, '{}', 'bare', 'bare', ?)").bind(orderId, tenantId, at),
    db
      .prepare(
        `insert into order_items select ?1, ?2, ?3, 0, ?4, null, ?5, 0, null, null, 'purchasing', null, null, null, ?6, ?6, null, null
         where changes() > 0`,
      )
      .bind(itemId, orderId, tenantId, e164, phoneNumberId, at),
    insertEvent(db, tenantId, "order.created", "order", orderId, { items: [{ item_id: itemId }] }, at),
  ]);
  const command = { tenantId, e164, orderId, itemId, phoneNumberId };
  return Response.json(await env.NUMBERS.getByName(e164).purchase(command), { status: 201 });
}

async function search(env, query) {
  const account = `https://api.twilio.com/2010-04-01/Accounts/${env.SID}`;
  const answer = await fetch(`${account}/AvailablePhoneNumbers/US/Local.json?${query}`, {
    headers: { authorization: `Basic ${btoa(`${env.SID}:${env.TOKEN}`)}` },
  });
  const { available_phone_numbers: offered } = await answer.json();
  const numbers = JSON.stringify(offered.map(({ phone_number }) => phone_number));
  const db = env.DB;
  const [owned, held] = await db.batch([
    db
      .prepare(
        `select e164 from phone_numbers where acquisition_method in ('reseller')
         and status in ('active', 'suspended', 'releasing') and e164 in (select value from json_each(?))`,
      )
      .bind(numbers),
    db
      .prepare(
        `select e164, id, tenant_id, expires_at from reservations where status in ('held', 'purchasing')
         and e164 in (select value from json_each(?))`,
      )
      .bind(numbers),
  ]);
  const taken = new Set([...owned.results, ...held.results].map(({ e164 }) => e164));
  return Response.json({ data: offered.filter(({ phone_number }) => !taken.has(phone_number)) });
}

async function list(env, tenantId) {
  const { results } = await env.DB.prepare(
    "select * from phone_numbers where tenant_id = ? order by created_at desc, id desc limit 51",
  )
    .bind(tenantId)
    .all();
  return Response.json({ data: results.slice(0, 50) });
}

async function voice(env, request, numberId) {
  await request.text();
  const row = await env.DB.prepare("select status, agent_id from phone_numbers where id = ?").bind(numberId).first();
  const verbs =
    row?.status === "active" ? `<Connect><Stream url="wss://agent.example.com/media"/></Connect>` : "<Reject/>";
  return new Response(`<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`, {
    headers: { "content-type": "text/xml" },
  });
}

export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/reserve":
        return await reserve(env, await request.json());
      case "/order":
        return await order(env, await request.json());
      case "/search":
        return await search(env, searchParams);
      case "/publish":
        return await publish(env, ctx, await request.json());
      case "/live":
        return await env.FEEDS.getByName(searchParams.get("tenant_id")).fetch(request);
      case "/voice":
        return await voice(env, request, searchParams.get("number_id"));
      case "/list":
        return await list(env, searchParams.get("tenant_id"));
      default:
        return new Response(null, { status: 404 });
    }
  },
};
