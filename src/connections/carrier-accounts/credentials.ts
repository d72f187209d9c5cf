// Pure: no I/O, no clock, no randomness.
import type { FieldError } from "#kernel/http/problem";
import type { AccountSecrets } from "./secrets";

/** The credentials that a request sends, in wire form. `null` deletes one; a missing one stays as it is. */
interface SentCredentials {
  readonly auth_token?: string | null | undefined;
  readonly secondary_auth_token?: string | null | undefined;
  readonly api_key_sid?: string | null | undefined;
  readonly api_key_secret?: string | null | undefined;
}

export interface Credentials {
  readonly apiKeySid: string | null;
  readonly secrets: AccountSecrets;
}

export const noCredentials: Credentials = {
  apiKeySid: null,
  secrets: { authToken: null, secondaryAuthToken: null, apiKeySecret: null, sharedKeys: [] },
};

const kept = <T>(sent: T | undefined, before: T): T => (sent === undefined ? before : sent);

/** The credentials after a request, or its mistakes. Deleting an API key deletes its secret. */
export function applyCredentials(
  { apiKeySid, secrets }: Credentials,
  sent: SentCredentials,
): { readonly credentials: Credentials } | { readonly mistakes: readonly FieldError[] } {
  const keySid = kept(sent.api_key_sid, apiKeySid);
  const keySecret =
    sent.api_key_sid === null ? (sent.api_key_secret ?? null) : kept(sent.api_key_secret, secrets.apiKeySecret);
  const authToken = kept(sent.auth_token, secrets.authToken);
  const secondaryAuthToken = kept(sent.secondary_auth_token, secrets.secondaryAuthToken);
  const mistakes: FieldError[] = [];
  const mistake = (field: keyof SentCredentials, detail: string) =>
    mistakes.push({ in: "body", pointer: `/${field}`, detail });
  if (keySid !== null && keySecret === null) mistake("api_key_secret", "Send the secret of the API key as well.");
  if (keySid === null && keySecret !== null) mistake("api_key_sid", "Send the SID of the API key as well.");
  const isNewKey = sent.api_key_sid !== undefined && sent.api_key_sid !== null && sent.api_key_sid !== apiKeySid;
  if (isNewKey && apiKeySid !== null && sent.api_key_secret === undefined) {
    mistake("api_key_secret", "Another API key has another secret. Send it as well.");
  }
  if (keySid === null && keySecret === null && authToken === null) {
    mistake("auth_token", "Send `auth_token`, or `api_key_sid` with `api_key_secret`.");
  }
  if (secondaryAuthToken !== null && authToken === null) {
    mistake("secondary_auth_token", "A secondary auth token needs `auth_token` beside it.");
  }
  if (mistakes.length > 0) return { mistakes };
  const next = { ...secrets, authToken, secondaryAuthToken, apiKeySecret: keySecret };
  return { credentials: { apiKeySid: keySid, secrets: next } };
}

/** The fields of a request that change a credential, by name: never their values. */
export function changedCredentials(before: Credentials, after: Credentials): string[] {
  const changes: readonly (readonly [keyof SentCredentials, boolean])[] = [
    ["auth_token", before.secrets.authToken !== after.secrets.authToken],
    ["secondary_auth_token", before.secrets.secondaryAuthToken !== after.secrets.secondaryAuthToken],
    ["api_key_sid", before.apiKeySid !== after.apiKeySid],
    ["api_key_secret", before.secrets.apiKeySecret !== after.secrets.apiKeySecret],
  ];
  return changes.flatMap(([field, changed]) => (changed ? [field] : []));
}
