import { Hono } from "hono";
import { z } from "zod";
import { type Account, accountStatuses, newTokens, randomHex } from "../account/accounts";
import { formField } from "../account/settings";
import { invalidParameter, notFound, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import type { Caller } from "./auth";
import { formValidator } from "./form";
import { operate } from "./operate";
import { classicPage } from "./paging";
import { iso8601, rfc2822 } from "./wire";

const form = formValidator(z.object({ FriendlyName: formField, Status: formField }));

/** The account and its sub-accounts: /2010-04-01/Accounts; and its second auth token: accounts.twilio.com/v1. */
export function accountRoutes(sandbox: Sandbox): Hono<{ Bindings: Caller }> {
  const app = new Hono<{ Bindings: Caller }>();
  const { accounts } = sandbox;
  const wire = (account: Account) => accountToWire(account, sandbox);
  const one = "/2010-04-01/Accounts/:file{[^/]+\\.json}";

  app.get("/2010-04-01/Accounts.json", (c) =>
    operate(sandbox, c, {
      operation: "account",
      effect: () => {
        const url = new URL(c.req.url);
        const wants = (name: string, value: string) => (url.searchParams.get(name) || value) === value;
        const own = accounts.all().filter(({ sid, parent_sid }) => [sid, parent_sid].includes(sandbox.accountSid));
        const shown = own.filter((each) => wants("FriendlyName", each.friendly_name) && wants("Status", each.status));
        return { status: 200, body: classicPage(url, "accounts", shown.map(wire)) };
      },
    }),
  );

  app.post("/2010-04-01/Accounts.json", form, (c) => {
    const { FriendlyName } = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "account",
      effect: () => {
        const { account, accountSid: parent_sid } = sandbox;
        if (account.parent_sid !== null) throw new TwilioProblem(401, 20003, "A sub-account has no sub-accounts");
        const friendly_name = FriendlyName || `SubAccount Created at ${iso8601(sandbox.now())}`;
        const { type, webhooks_api } = account;
        const fields = { friendly_name, type, webhooks_api, parent_sid, tokens: newTokens({}) };
        const added = accounts.add(
          `AC${randomHex()}`,
          { ...fields, status: "active", configured_token: null },
          sandbox.now(),
        );
        return { status: 201, body: wire(added) };
      },
    });
  });

  app.get(one, (c) =>
    operate(sandbox, c, { operation: "account", effect: () => ({ status: 200, body: wire(sandbox.account) }) }),
  );

  app.post(one, form, (c) => {
    const { FriendlyName, Status } = c.req.valid("form");
    return operate(sandbox, c, {
      operation: "account",
      effect: () => {
        const { account } = sandbox;
        const change = {
          ...(FriendlyName && { friendly_name: FriendlyName }),
          ...statusChange(c.env, account, Status),
        };
        return { status: 200, body: wire(accounts.update(account, change, sandbox.now())) };
      },
    });
  });

  const tokenPath = "/v1/AuthTokens";
  const setToken = (account: Account, tokens: { primary?: string; secondary: string | null }): string => {
    const changed = { ...account.tokens[sandbox.region], ...tokens };
    accounts.update(account, { tokens: { ...account.tokens, [sandbox.region]: changed } }, sandbox.now());
    return changed.secondary ?? changed.primary;
  };
  const tokenAnswer = (origin: string, path: string, name: string, token: string) => ({
    account_sid: sandbox.accountSid,
    [name]: token,
    date_created: iso8601(sandbox.now()),
    date_updated: iso8601(sandbox.now()),
    url: origin + path,
  });
  app.post(`${tokenPath}/Secondary`, (c) =>
    operate(sandbox, c, {
      operation: "account",
      effect: () => {
        const token = setToken(sandbox.account, { secondary: randomHex() });
        const { origin } = new URL(c.req.url);
        return { status: 201, body: tokenAnswer(origin, c.req.path, "secondary_auth_token", token) };
      },
    }),
  );
  app.delete(`${tokenPath}/Secondary`, (c) =>
    operate(sandbox, c, {
      operation: "account",
      effect: () => {
        setToken(sandbox.account, { secondary: null });
        return { status: 204 };
      },
    }),
  );
  app.post(`${tokenPath}/Promote`, (c) =>
    operate(sandbox, c, {
      operation: "account",
      effect: () => {
        const { secondary } = sandbox.account.tokens[sandbox.region];
        if (secondary === null) throw notFound(c.req.path);
        const token = setToken(sandbox.account, { primary: secondary, secondary: null });
        const { origin } = new URL(c.req.url);
        return { status: 200, body: tokenAnswer(origin, c.req.path, "auth_token", token) };
      },
    }),
  );
  return app;
}

/** The parent alone changes the status of an account, and only of a sub-account. Closing is for good. */
function statusChange({ caller }: Caller, account: Account, wanted: string | undefined) {
  if (!wanted) return {};
  const status = accountStatuses.find((each) => each === wanted);
  if (status === undefined) throw invalidParameter("Status", wanted);
  if (account.parent_sid !== caller.sid) throw new TwilioProblem(401, 20003, "Only the parent may change the status");
  if (account.status === "closed" && status !== "closed") throw invalidParameter("Status", wanted);
  return { status };
}

function accountToWire(account: Account, { region }: Sandbox) {
  const { sid, friendly_name, status, type, parent_sid, tokens, createdAt, updatedAt } = account;
  const uri = `/2010-04-01/Accounts/${sid}`;
  return {
    sid,
    owner_account_sid: parent_sid ?? sid,
    auth_token: tokens[region].primary,
    friendly_name,
    status,
    type,
    date_created: rfc2822(createdAt),
    date_updated: rfc2822(updatedAt),
    uri: `${uri}.json`,
    subresource_uris: {
      available_phone_numbers: `${uri}/AvailablePhoneNumbers.json`,
      incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`,
    },
  };
}
