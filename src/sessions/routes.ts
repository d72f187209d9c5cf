import { type ApiRequest, ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { anyKey, json, operation, other, page, READ_ONLY, type ReadOnlyOf } from "#kernel/http/operation";
import { createRouter } from "#kernel/http/router";
import { endedCookie, sessionCookie } from "./cookie";
import { createSession } from "./create-session";
import { endAllSessions, endSession } from "./end-session";
import { currentSession, listSessions } from "./queries";
import type { CurrentSession, Session } from "./responses";
import { switchTenant } from "./switch-tenant";
import { newSession, sessionChange, toSession } from "./wire";

const create = operation({
  id: "createSession",
  method: "post",
  path: "/v1/sessions",
  access: anyKey,
  credential: "key",
  whileInactive: true,
  body: newSession,
  success: { 201: json<CurrentSession>() },
  failures: ["illegal_transition"],
});

const list = operation({
  id: "listSessions",
  method: "get",
  path: "/v1/sessions",
  access: anyKey,
  whileInactive: true,
  query: () => growingListQuery({}),
  success: { 200: page<Session>() },
});

const endAll = operation({
  id: "deleteSessions",
  method: "delete",
  path: "/v1/sessions",
  access: anyKey,
  whileInactive: true,
  success: { 204: other },
});

const get = operation({
  id: "getSession",
  method: "get",
  path: "/v1/session",
  access: anyKey,
  credential: "session",
  whileInactive: true,
  success: { 200: json<CurrentSession>() },
  failures: ["not_found"],
});

const update = operation({
  id: "updateSession",
  method: "patch",
  path: "/v1/session",
  access: anyKey,
  credential: "session",
  // An operator leaves a tenant that was closed meanwhile.
  whileInactive: true,
  body: sessionChange,
  readOnly: {
    id: READ_ONLY,
    csrf_token: READ_ONLY,
    tenant: "This field is read-only: send `tenant_id`.",
    scopes: READ_ONLY,
    is_platform: READ_ONLY,
    event_seq: READ_ONLY,
    created_at: READ_ONLY,
    expires_at: READ_ONLY,
    idle_expires_at: READ_ONLY,
  } satisfies ReadOnlyOf<CurrentSession, typeof sessionChange>,
  success: { 200: json<CurrentSession>() },
  failures: ["not_found", "illegal_transition"],
});

const end = operation({
  id: "deleteSession",
  method: "delete",
  path: "/v1/session",
  access: anyKey,
  credential: "session",
  whileInactive: true,
  success: { 204: other },
  failures: ["not_found"],
});

export type SessionOperations = typeof create | typeof list | typeof endAll | typeof get | typeof update | typeof end;

const urlOf = (c: ApiRequest): URL => new URL(c.req.url);

export const sessionRoutes = createRouter()
  .operation(create, async (c) => {
    const ctx = ctxOf(c);
    const { body, token, expiresAt } = await createSession(ctx, c.req.valid("json"), c.req.header("user-agent"));
    const cookie = sessionCookie(urlOf(c), token, { now: ctx.now, expiresAt });
    return c.json(body, 201, { Location: "/v1/session", "Set-Cookie": cookie });
  })
  .operation(list, async (c) => {
    const ctx = ctxOf(c);
    const found = await listSessions(ctx, c.req.valid("query"));
    const rows = found.rows.map((row) => toSession(row, ctx.principal.session?.id));
    return c.json(listPage(c, rows, found.nextCursor), 200);
  })
  .operation(endAll, async (c) => {
    await endAllSessions(ctxOf(c));
    return c.body(null, 204, { "Set-Cookie": endedCookie(urlOf(c)) });
  })
  .operation(get, async (c) => c.json(await currentSession(ctxOf(c)), 200))
  .operation(update, async (c) => c.json(await switchTenant(ctxOf(c), c.req.valid("json")), 200))
  .operation(end, async (c) => {
    await endSession(ctxOf(c));
    return c.body(null, 204, { "Set-Cookie": endedCookie(urlOf(c)) });
  });
