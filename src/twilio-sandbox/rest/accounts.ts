import { Hono } from "hono";
import type { Sandbox } from "../sandbox";
import { operate } from "./operate";
import { rfc2822 } from "./wire";

/** GET /2010-04-01/Accounts/{Sid}.json */
export function accountRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.get("/2010-04-01/Accounts/:file{[^/]+\\.json}", (c) =>
    operate(sandbox, c, { operation: "account", effect: () => ({ status: 200, body: accountToWire(sandbox) }) }),
  );
  return app;
}

function accountToWire(sandbox: Sandbox) {
  const uri = `/2010-04-01/Accounts/${sandbox.accountSid}`;
  return {
    sid: sandbox.accountSid,
    owner_account_sid: sandbox.accountSid,
    auth_token: sandbox.authToken,
    friendly_name: "PhoneManager sandbox",
    status: "active",
    type: "Full",
    date_created: rfc2822(sandbox.createdAt),
    date_updated: rfc2822(sandbox.createdAt),
    uri: `${uri}.json`,
    subresource_uris: {
      available_phone_numbers: `${uri}/AvailablePhoneNumbers.json`,
      incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`,
    },
  };
}
