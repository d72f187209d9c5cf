import { homeRegion } from "./account/regions";
import { createApp, problemAnswer } from "./app";
import { accountControlRoutes } from "./control/accounts";
import { TwilioProblem } from "./problem";
import { authenticate, type Caller } from "./rest/auth";
import type { Sandbox, Twilio } from "./sandbox";

/** The most accounts and regions whose routes are kept. */
const KEPT = 200;

/** Finds the account and region that a request is for, and hands it to their app. */
export function createDispatcher(twilio: Twilio): (request: Request) => Promise<Response> {
  const { platformSid } = twilio.accounts;
  const opened = new Map<string, { sandbox: Sandbox; app: ReturnType<typeof createApp> }>();
  const open = (accountSid: string, region: Sandbox["region"]) => {
    const name = `${accountSid}/${region}`;
    const known = opened.get(name);
    if (known) return known;
    const [oldest] = [...opened].find(([, { sandbox }]) => sandbox.traffic.inFlight === 0) ?? [];
    if (opened.size >= KEPT && oldest !== undefined) opened.delete(oldest);
    const sandbox = twilio.sandboxOf(accountSid, region);
    const made = { sandbox, app: createApp(sandbox) };
    opened.set(name, made);
    return made;
  };
  const accountControls = accountControlRoutes(twilio, async ({ accountSid, region }, request) =>
    open(accountSid, region).app.fetch(request),
  );

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (/^\/sandbox\/accounts(\/|$)/.test(pathname)) return accountControls.fetch(request);
    const platform = open(platformSid, homeRegion);
    if (!/^\/(2010-04-01|v1|v2)\//.test(pathname)) return platform.app.fetch(request);
    let caller: Caller;
    try {
      caller = authenticate(twilio, request);
    } catch (error) {
      if (error instanceof TwilioProblem) return problemAnswer(platform.sandbox, error);
      throw error;
    }
    return open(caller.account.sid, caller.region).app.fetch(request, caller);
  };
}
