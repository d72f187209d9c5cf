import { z } from "#kernel/http/schema";
import { scope } from "#kernel/http/wire";
import { id, keyName, time } from "./event-data";

const sessionKey = id("apiKey", "The API key of the session; null for the admin token.").nullable();

/** The events about API keys and about the sessions of browsers that signed in with them. */
export const keyEvents = {
  "api_key.created": z
    .object({
      name: keyName,
      scopes: z.array(scope()).describe("The scopes that the key grants."),
      expires_at: time("When the key stops working; null if it never expires.").nullable(),
    })
    .describe("Someone created an API key for your tenant. Check that you expect it: `actor` says with which key."),
  "api_key.revoked": z
    .object({ name: keyName })
    .describe("Someone revoked an API key. It stops working within seconds, and its live connections are closed."),
  "api_key.sessions_ended": z
    .object({})
    .describe(
      "Someone signed out everywhere: all browser sessions of the API key ended. The subject `admin` is the admin token.",
    ),
  "session.created": z
    .object({
      key_id: sessionKey,
      acting_for: id("tenant", "The tenant that the platform acts for; null if it acts for none.").nullable(),
      expires_at: time("When the session ends at the latest."),
    })
    .describe("Someone signed in with an API key in a browser. Check that you expect it."),
  "session.tenant_switched": z
    .object({
      key_id: sessionKey,
      acting_for: id("tenant", "The tenant that the platform acts for now; null if it acts for none.").nullable(),
    })
    .describe(
      "An operator of the platform switched the tenant that a session acts for. In the platform's event log only.",
    ),
  "session.ended": z
    .object({ key_id: sessionKey })
    .describe(
      "Someone signed out, or the key had too many sessions: a browser session ended before its time. Sessions that expire have no event.",
    ),
} as const;
