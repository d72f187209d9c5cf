import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { MAX_SESSIONS } from "./lifetime";
import { currentSession, session } from "./responses";
import type { SessionOperations } from "./routes";

const times = {
  created_at: "2026-11-29T10:00:00.000Z",
  expires_at: "2026-12-06T10:00:00.000Z",
  idle_expires_at: "2026-11-29T22:00:00.000Z",
};

const tenant = { id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j", name: "Acme Voice", status: "active" };

const current = {
  id: "ses_01k9m8x3zt5v7w9y2a4c6e8g0j",
  csrf_token: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  tenant,
  scopes: ["numbers:read", "numbers:write"],
  is_platform: false,
  event_seq: 1042,
  ...times,
};

const listed = {
  id: current.id,
  tenant_id: tenant.id,
  user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  is_current: true,
  last_used_at: times.created_at,
  ...times,
};

export const sessionDocs = describe<SessionOperations>("Sessions", {
  createSession: {
    summary: "Sign in",
    description:
      "Exchanges an API key for a session of a browser: the answer sets an HttpOnly cookie, and later requests need no key. The session " +
      "has the key's scopes, counts against the key's rate limit, and ends with the key, after 12 hours without a request or after 7 days. " +
      `A key has at most ${MAX_SESSIONS} sessions at a time: a further one ends the oldest. ` +
      "It takes no Idempotency-Key: a repeat makes another session, and one that its browser never got ends by itself. A session cannot " +
      "make a session.",
    body: {},
    success: { 201: answer(currentSession, "The session. `Set-Cookie` has its token.", current) },
  },
  listSessions: {
    summary: "List sessions",
    description: "The sessions of your API key that are not over, the newest first.",
    success: { 200: answer(pageOf(session, "SessionPage"), "A page of sessions.", pageBody([listed], null)) },
  },
  deleteSessions: {
    summary: "Sign out everywhere",
    description:
      "Ends all sessions of your API key; with the admin token, those that it made. They are refused everywhere within 10 seconds.",
    success: { 204: { description: "The sessions are over, and the answer takes the cookie from the browser." } },
  },
  getSession: {
    summary: "Get the current session",
    description: "The session that the request came by, with its CSRF token. Read it when a page loads.",
    success: { 200: answer(currentSession, "The session.", current) },
  },
  updateSession: {
    summary: "Switch the tenant",
    description:
      "For sessions of the platform whose key has `admin`: requests now act for this tenant with all scopes that a tenant may have, or with " +
      "null for the platform itself. Events name the platform's key as the actor. The answer has a new CSRF token; the one before is refused.",
    body: { tenant_id: tenant.id },
    success: { 200: answer(currentSession, "The session as it is now.", { ...current, is_platform: true }) },
  },
  deleteSession: {
    summary: "Sign out",
    description: "Ends the session that the request came by. It is refused everywhere within 10 seconds.",
    success: { 204: { description: "The session is over, and the answer takes the cookie from the browser." } },
  },
});
