// Pure: no I/O, no clock, no randomness.
import type { BodyFor } from "../../api/call";

type NewKey = BodyFor<"POST", "/v1/tenants/{tenant_id}/api-keys">;
export type Scope = NonNullable<NonNullable<NewKey>["scopes"]>[number];

export const scopeFamilies = ["numbers", "agents", "trunks", "accounts", "porting", "webhooks", "keys"] as const;
type Family = (typeof scopeFamilies)[number];
export type Level = "none" | "read" | "write";

/** A person's choice for a key. */
export interface Choice {
  readonly levels: Readonly<Record<Family, Level>>;
  readonly events: boolean;
  readonly calls: boolean;
  readonly admin: boolean;
  readonly operate: boolean;
}

export const noChoice: Choice = {
  levels: {
    numbers: "none",
    agents: "none",
    trunks: "none",
    accounts: "none",
    porting: "none",
    webhooks: "none",
    keys: "none",
  },
  events: false,
  calls: false,
  admin: false,
  operate: false,
};

/** The scopes that a choice stands for. */
export function scopesOf({ levels, events, calls, admin, operate }: Choice): Scope[] {
  const scopes: Scope[] = [];
  for (const family of scopeFamilies) {
    const level = levels[family];
    if (level !== "none") scopes.push(`${family}:${level}`);
  }
  if (events) scopes.push("events:read");
  if (calls) scopes.push("calls:read");
  if (admin) scopes.push("admin");
  if (operate) scopes.push("porting:operate");
  return scopes;
}
