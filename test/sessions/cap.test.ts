import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { MAX_SESSIONS } from "#sessions/lifetime";
import type { Json } from "../support/api";
import { signIn } from "../support/browser";
import { type Tenant, withTenant } from "../support/seed";

afterEach(() => {
  vi.useRealTimers();
});

/** An isolate trusts what it read for 8 seconds. */
const forgetAll = () => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 8_001 });

/** Copies of a session, each made a millisecond after the one before. */
const addCopies = (id: string, count: number) =>
  env.DB.prepare(
    `insert into sessions select sessions.id || key, tenant_id, key_id, hash || key, acting_for, user_agent,
       created_at + 1 + key, last_used_at, expires_at
     from sessions, json_each(?) where sessions.id = ?`,
  )
    .bind(JSON.stringify(Array.from({ length: count }, () => 0)), id)
    .run();

const live = async ({ keyId }: Tenant): Promise<Json[]> => {
  const { results } = await env.DB.prepare(
    "select id from sessions where key_id = ? and expires_at > ? order by created_at",
  )
    .bind(keyId, Date.now())
    .all<Json>();
  return results.map(({ id }) => id);
};

const endings = async ({ api }: Tenant): Promise<Json[]> =>
  (await api.get("/v1/events?type=session.ended")).body.data.map(({ subject, data }: Json) => ({
    ...data,
    id: subject.id,
  }));

test("a key has a hundred live sessions: the next one ends the oldest, with its event, and parallel ones end one each", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const oldest = await signIn(tenant.key);
  const ofNeighbour = await signIn(neighbour.key);
  const { id } = oldest.session;
  await addCopies(id, MAX_SESSIONS - 2);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_000 });
  await signIn(tenant.key);
  expect(await live(tenant)).toHaveLength(MAX_SESSIONS);
  expect((await oldest.page.get("/v1/session")).status).toBe(200);
  expect(await endings(tenant)).toEqual([]);
  await signIn(tenant.key);
  // This isolate knows at once.
  expect((await oldest.page.get("/v1/session")).body).toMatchObject({ code: "session_expired" });
  expect(await endings(tenant)).toEqual([{ key_id: tenant.keyId, id }]);
  await Promise.all([1, 2, 3].map(() => signIn(tenant.key)));
  expect(await live(tenant)).toHaveLength(MAX_SESSIONS);
  expect((await endings(tenant)).map((ended) => ended.id).sort()).toEqual([id, `${id}0`, `${id}1`, `${id}2`]);
  forgetAll();
  expect((await ofNeighbour.page.get("/v1/session")).status).toBe(200);
});

test("sessions that are over count for nothing", async () => {
  const tenant = await withTenant();
  const { session } = await signIn(tenant.key);
  await addCopies(session.id, MAX_SESSIONS + 5);
  await env.DB.prepare("update sessions set last_used_at = 0 where key_id = ? and id <> ?")
    .bind(tenant.keyId, session.id)
    .run();
  await signIn(tenant.key);
  expect(await endings(tenant)).toEqual([]);
});
