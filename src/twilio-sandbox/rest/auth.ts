import type { Account, ApiKey } from "../account/accounts";
import { type Region, regionOf } from "../account/regions";
import { notFound, TwilioProblem } from "../problem";
import type { Twilio } from "../sandbox";
import { hostHeader } from "./operate";

/** Who asks, and for which account. */
export interface Caller {
  readonly caller: Account;
  /** Null: the request came with an auth token. */
  readonly key: ApiKey | null;
  /** The caller's account, or its sub-account that the path names. */
  readonly account: Account;
  readonly region: Region;
}

const challenge = { "WWW-Authenticate": 'Basic realm="Twilio API"' };
const unauthenticated = () => new TwilioProblem(401, 20003, "Authenticate", challenge);

/**
 * Checks HTTP Basic: an account's SID with an auth token of the region, or an API key's SID with its secret. Throws
 * Twilio's problem when the credentials may not do this.
 */
export function authenticate(twilio: Twilio, request: Request): Caller {
  const { hostname, pathname: path } = new URL(request.url);
  const host = request.headers.get(hostHeader) ?? (hostname.endsWith(".twilio.com") ? hostname : "api.twilio.com");
  const region = regionOf(host);
  if (region === null) throw notFound(path);
  const { caller, key } = callerOf(twilio, request.headers.get("Authorization") ?? "", region);
  if (key) requirePermission(key, request.method, path);
  const account = accountOf(twilio, caller, key, path);
  for (const each of [caller, account]) requireActive(each, request.method, path);
  return { caller, key, account, region };
}

function callerOf({ accounts }: Twilio, header: string, region: Region): Pick<Caller, "caller" | "key"> {
  const [, user = "", password = ""] = /^(\w+):(.+)$/.exec(decoded(header)) ?? [];
  const key = user.startsWith("SK") ? accounts.keyBySid(user) : undefined;
  if (key) {
    const caller = accounts.bySid(key.accountSid);
    if (!caller || key.region !== region || key.secret !== password) throw unauthenticated();
    return { caller, key };
  }
  const caller = accounts.bySid(user);
  const { primary, secondary } = caller?.tokens[region] ?? { primary: null, secondary: null };
  if (!caller || (password !== primary && password !== secondary)) throw unauthenticated();
  return { caller, key: null };
}

function decoded(header: string): string {
  try {
    return atob(/^Basic (\S+)$/.exec(header)?.[1] ?? "");
  } catch {
    return "";
  }
}

/** The first part of the path that names a resource: `IncomingPhoneNumbers`, `SIP`, `Trunks`, `Webhooks`. */
function resourceOf(path: string): string {
  const [, classic, newer] = /^\/2010-04-01\/(?:Accounts\/[^/]+\/)?([^/]+)|^\/v\d+\/([^/]+)/.exec(path) ?? [];
  return (classic ?? newer ?? "").replace(/\.json$/, "");
}

/** Only main keys may use /Accounts and /Keys. Restricted keys may use what they were given. */
function requirePermission({ kind, permissions }: ApiKey, method: string, path: string): void {
  if (kind === "main") return;
  const resource = resourceOf(path);
  if (/^AC\w*$/.test(resource) || ["Accounts", "Keys", "AuthTokens"].includes(resource)) throw unauthenticated();
  if (kind === "standard") return;
  const may = permissions[resource];
  if (may === "write" || (may === "read" && method === "GET")) return;
  throw new TwilioProblem(401, 70051, `The API key does not have the permission to ${method} ${resource}`);
}

/** Auth tokens and main keys of a parent work for its sub-accounts, on api.twilio.com. */
function accountOf({ accounts }: Twilio, caller: Account, key: ApiKey | null, path: string): Account {
  const [, sid = caller.sid] = /^\/2010-04-01\/Accounts\/([^/.]+)/.exec(path) ?? [];
  if (sid === caller.sid) return caller;
  const account = accounts.bySid(sid);
  const isParents = key === null || key.kind === "main";
  if (account?.parent_sid !== caller.sid || !isParents) throw notFound(path);
  return account;
}

/** An account that is not active can still be read itself. A closed one does not authenticate at all. */
function requireActive({ status, sid }: Account, method: string, path: string): void {
  if (status === "active" || path === `/2010-04-01/Accounts/${sid}.json`) return;
  if (status === "suspended") throw new TwilioProblem(403, 20005, "Account not active");
  if (method !== "GET" || path !== "/2010-04-01/Accounts.json") throw unauthenticated();
}
