import { createMiddleware } from "hono/factory";
import { notFound, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";

/** HTTP Basic with the account's SID and auth token, as for all of Twilio's APIs. */
export const requireCredentials = (sandbox: Sandbox) =>
  createMiddleware(async (c, next) => {
    const expected = `Basic ${btoa(`${sandbox.accountSid}:${sandbox.authToken}`)}`;
    if (c.req.header("Authorization") !== expected) {
      const challenge = { "WWW-Authenticate": 'Basic realm="Twilio API"' };
      throw new TwilioProblem(401, 20003, "Authenticate", challenge);
    }
    await next();
  });

/** The account in the path must be the one that authenticated; the sandbox has no subaccounts. */
export const requireAccount = (sandbox: Sandbox) =>
  createMiddleware(async (c, next) => {
    if (c.req.param("account")?.replace(/\.json$/, "") !== sandbox.accountSid) throw notFound(c.req.path);
    await next();
  });
