import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import {
  type Account,
  type ApiKey,
  type AuthTokens,
  accountStatuses,
  keyKinds,
  newTokens,
  randomHex,
  webhooksApiStates,
} from "../account/accounts";
import { homeRegion, type Region, regions } from "../account/regions";
import type { Sandbox, Twilio } from "../sandbox";
import { bodyOf, failure, read } from "./body";

const token = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits");
const tokenChange = z.strictObject({ primary: token.optional(), secondary: token.nullable().optional() });
const accountChange = z.strictObject({
  friendly_name: z.string().max(64).optional(),
  status: z.enum(accountStatuses).optional(),
  type: z.enum(["Trial", "Full"]).optional(),
  webhooks_api: z.enum(webhooksApiStates).optional(),
  tokens: z.partialRecord(z.enum(regions), tokenChange).default({}),
});
const newAccount = accountChange.extend({
  sid: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/)
    .optional(),
  parent_sid: z.string().nullable().default(null),
});
const permissions = z.record(z.string(), z.enum(["read", "write"]));
const keyChange = z.strictObject({
  friendly_name: z.string().max(64).optional(),
  kind: z.enum(keyKinds).optional(),
  permissions: permissions.optional(),
});
const newKey = keyChange.extend({ region: z.enum(regions).default(homeRegion), secret: z.string().min(1).optional() });

/**
 * Other Twilio accounts than the platform's. `forward` gives the rest of the control surface: what is at
 * /sandbox/{path} for the platform's account is at /sandbox/accounts/{sid}/{path} for each.
 */
export function accountControlRoutes(
  twilio: Twilio,
  forward: (sandbox: Sandbox, request: Request) => Promise<Response>,
) {
  const app = new Hono().basePath("/sandbox/accounts");
  const { accounts } = twilio;
  const now = () => Date.now();
  const existing = (sid: string): Account => accounts.bySid(sid) ?? raise("there is no such account");
  const existingKey = (accountSid: string, sid: string): ApiKey => {
    const key = accounts.keyBySid(sid);
    return key?.accountSid === accountSid ? key : raise("the account has no such key");
  };
  const wire = ({ configured_token: _, createdAt, updatedAt, ...account }: Account) => ({
    ...account,
    auth_token: account.tokens[homeRegion].primary,
    keys: accounts.keysOf(account.sid).map(keyToWire),
  });

  app.get("/", (c) => c.json({ accounts: accounts.all().map(wire) }));
  app.post("/", async (c) => {
    const { sid = `AC${randomHex()}`, parent_sid, tokens, ...given } = read(newAccount, await bodyOf(c));
    if (accounts.bySid(sid)) throw failure(409, `there is an account ${sid} already`);
    if (parent_sid !== null) existing(parent_sid);
    const fields = {
      friendly_name: "Customer",
      status: "active",
      type: "Full",
      webhooks_api: "open",
      configured_token: null,
      ...withoutGaps(given),
      parent_sid,
      tokens: changedTokens(newTokens({}), tokens),
    } as const;
    return c.json(wire(accounts.add(sid, fields, now())), 201);
  });
  app.get("/:sid", (c) => c.json(wire(existing(c.req.param("sid")))));
  app.post("/:sid", async (c) => {
    const account = existing(c.req.param("sid"));
    const { tokens, ...given } = read(accountChange, await bodyOf(c));
    const change = { ...withoutGaps(given), tokens: changedTokens(account.tokens, tokens) };
    return c.json(wire(accounts.update(account, change, now())));
  });
  app.delete("/:sid", (c) => {
    const account = existing(c.req.param("sid"));
    if (account.sid === accounts.platformSid) throw failure(409, "the platform's account stays");
    twilio.sandboxOf(account.sid, homeRegion).reset();
    accounts.remove(account);
    return c.body(null, 204);
  });

  app.post("/:sid/keys", async (c) => {
    const account = existing(c.req.param("sid"));
    const key = accounts.addKey(account.sid, withoutGaps(read(newKey, await bodyOf(c))), now());
    return c.json(keyToWire(key), 201);
  });
  app.post("/:sid/keys/:key", async (c) => {
    const key = existingKey(c.req.param("sid"), c.req.param("key"));
    return c.json(keyToWire(accounts.updateKey(key, withoutGaps(read(keyChange, await bodyOf(c))), now())));
  });
  app.delete("/:sid/keys/:key", (c) => {
    accounts.removeKey(existingKey(c.req.param("sid"), c.req.param("key")));
    return c.body(null, 204);
  });

  app.all("/:sid/:path{.+}", (c) => {
    const { sid } = existing(c.req.param("sid"));
    const url = new URL(c.req.url);
    const region = read(z.enum(regions).default(homeRegion), url.searchParams.get("region") ?? undefined);
    url.searchParams.delete("region");
    url.pathname = url.pathname.replace(`/accounts/${sid}`, "");
    return forward(twilio.sandboxOf(sid, region), new Request(url, c.req.raw));
  });
  app.onError((error, c) => {
    const status = error instanceof HTTPException ? error.status : 500;
    return c.json({ error: { status, message: error.message } }, status);
  });
  return app;
}

function raise(message: string): never {
  throw failure(404, message);
}

type TokenChanges = z.output<typeof accountChange>["tokens"];

function changedTokens(tokens: Record<Region, AuthTokens>, changes: TokenChanges): Record<Region, AuthTokens> {
  const changed = regions.map((region) => [region, { ...tokens[region], ...withoutGaps(changes[region] ?? {}) }]);
  return newTokens(Object.fromEntries(changed));
}

function keyToWire({ sid, friendly_name, kind, region, secret, permissions }: ApiKey) {
  return { sid, secret, kind, region, friendly_name, permissions };
}

type Given<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Fields that are left out keep their value. */
function withoutGaps<Fields extends object>(fields: Fields): Partial<Given<Fields>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Given<Fields>
  >;
}
