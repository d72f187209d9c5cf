import { z } from "zod";
import { homeRegion, type Region, regions } from "./regions";

export const accountStatuses = ["active", "suspended", "closed"] as const;
/** The webhooks configuration API is a beta: how it answers an account. */
export const webhooksApiStates = ["open", "forbidden", "not_found"] as const;
export const keyKinds = ["main", "standard", "restricted"] as const;

const token = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits");
const tokens = z.strictObject({ primary: token, secondary: token.nullable().default(null) });
export type AuthTokens = z.output<typeof tokens>;

const accountFields = z.strictObject({
  friendly_name: z.string(),
  status: z.enum(accountStatuses).default("active"),
  type: z.enum(["Trial", "Full"]).default("Full"),
  /** The parent of a sub-account. */
  parent_sid: z.string().nullable().default(null),
  webhooks_api: z.enum(webhooksApiStates).default("open"),
  tokens: z.record(z.enum(regions), tokens),
  /** The token of the platform's account, as it was configured when the sandbox started. */
  configured_token: z.string().nullable().default(null),
});
export type AccountFields = z.output<typeof accountFields>;

export interface Account extends AccountFields {
  readonly sid: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const keyFields = z.strictObject({
  friendly_name: z.string().default(""),
  kind: z.enum(keyKinds).default("standard"),
  region: z.enum(regions).default(homeRegion),
  secret: z.string(),
  /** Resources that a restricted key may use, by the first part of their paths. "write" includes "read". */
  permissions: z.record(z.string(), z.enum(["read", "write"])).default({}),
});
export type KeyFields = z.output<typeof keyFields>;

export interface ApiKey extends KeyFields {
  readonly sid: string;
  readonly accountSid: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

type Row = Record<string, SqlStorageValue>;

export const randomHex = (): string => crypto.randomUUID().replaceAll("-", "");

/** Tokens for each region; those that are not given are random. */
export const newTokens = (given: Partial<Record<Region, AuthTokens>>): Record<Region, AuthTokens> => {
  const made = () => ({ primary: randomHex(), secondary: null });
  const { us1 = made(), ie1 = made(), au1 = made(), jp1 = made() } = given;
  return { us1, ie1, au1, jp1 };
};

/** All accounts of the sandbox with their API keys. The platform's account is always there. */
export class AccountStore {
  readonly #sql: SqlStorage;
  /** SID of the platform's account. */
  readonly platformSid: string;
  readonly #platformToken: string;

  constructor(sql: SqlStorage, platformSid: string, platformToken: string) {
    this.#sql = sql;
    this.platformSid = platformSid;
    this.#platformToken = platformToken;
    this.addPlatform();
  }

  /** Adds the platform's account, or gives it the token that it is now configured with. */
  addPlatform(): void {
    const us1 = { primary: this.#platformToken, secondary: null };
    const current = this.bySid(this.platformSid);
    if (current?.configured_token === this.#platformToken) return;
    const fields: AccountFields = {
      friendly_name: "PhoneManager sandbox",
      status: "active",
      type: "Full",
      parent_sid: null,
      webhooks_api: "open",
      ...current,
      tokens: newTokens({ ...current?.tokens, us1 }),
      configured_token: this.#platformToken,
    };
    const createdAt = Date.UTC(2026, 0, 1);
    if (current) this.update(current, fields, createdAt);
    else this.add(this.platformSid, fields, createdAt);
  }

  /** The value of `owner` in tables of an account's things. */
  ownerOf(sid: string): string {
    return sid === this.platformSid ? "" : sid;
  }

  /** The account of an `owner`. */
  sidOf(owner: string): string {
    return owner === "" ? this.platformSid : owner;
  }

  add(sid: string, fields: AccountFields, now: number): Account {
    const insert = "INSERT INTO accounts (sid, fields, created_at, updated_at) VALUES (?, ?, ?, ?)";
    this.#sql.exec(insert, sid, JSON.stringify(accountFields.strip().parse(fields)), now, now);
    return { ...fields, sid, createdAt: now, updatedAt: now };
  }

  bySid(sid: string): Account | undefined {
    return this.#sql.exec<Row>("SELECT * FROM accounts WHERE sid = ?", sid).toArray().map(readAccount)[0];
  }

  /** The oldest first. */
  all(): Account[] {
    return this.#sql.exec<Row>("SELECT * FROM accounts ORDER BY seq").toArray().map(readAccount);
  }

  update(account: Account, change: Partial<AccountFields>, now: number): Account {
    const fields = accountFields.strip().parse({ ...account, ...change });
    const write = "UPDATE accounts SET fields = ?, updated_at = ? WHERE sid = ?";
    this.#sql.exec(write, JSON.stringify(fields), now, account.sid);
    return { ...account, ...fields, updatedAt: now };
  }

  remove({ sid }: Account): void {
    this.#sql.exec("DELETE FROM api_keys WHERE account_sid = ?", sid);
    this.#sql.exec("DELETE FROM accounts WHERE sid = ?", sid);
  }

  addKey(accountSid: string, given: Partial<KeyFields>, now: number): ApiKey {
    const sid = `SK${randomHex()}`;
    const fields = keyFields.parse({ secret: randomHex(), ...given });
    const insert = "INSERT INTO api_keys (sid, account_sid, fields, created_at, updated_at) VALUES (?, ?, ?, ?, ?)";
    this.#sql.exec(insert, sid, accountSid, JSON.stringify(fields), now, now);
    return { ...fields, sid, accountSid, createdAt: now, updatedAt: now };
  }

  keyBySid(sid: string): ApiKey | undefined {
    return this.#sql.exec<Row>("SELECT * FROM api_keys WHERE sid = ?", sid).toArray().map(readKey)[0];
  }

  /** The newest first. */
  keysOf(accountSid: string): ApiKey[] {
    const query = "SELECT * FROM api_keys WHERE account_sid = ? ORDER BY seq DESC";
    return this.#sql.exec<Row>(query, accountSid).toArray().map(readKey);
  }

  updateKey(key: ApiKey, change: Partial<KeyFields>, now: number): ApiKey {
    const fields = keyFields.strip().parse({ ...key, ...change });
    this.#sql.exec(
      "UPDATE api_keys SET fields = ?, updated_at = ? WHERE sid = ?",
      JSON.stringify(fields),
      now,
      key.sid,
    );
    return { ...key, ...fields, updatedAt: now };
  }

  removeKey({ sid }: ApiKey): void {
    this.#sql.exec("DELETE FROM api_keys WHERE sid = ?", sid);
  }
}

function readAccount(row: Row): Account {
  const fields = accountFields.parse(JSON.parse(String(row.fields)));
  return { ...fields, sid: String(row.sid), createdAt: Number(row.created_at), updatedAt: Number(row.updated_at) };
}

function readKey(row: Row): ApiKey {
  return {
    ...keyFields.parse(JSON.parse(String(row.fields))),
    sid: String(row.sid),
    accountSid: String(row.account_sid),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
}
