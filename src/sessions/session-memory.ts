import type { InactiveTenant } from "#kernel/ports/context";
import { ExpiringCache } from "#kernel/values/expiring-cache";
import type { CallersKey } from "#tenants/authenticate";
import { CREDENTIAL_TRUST_MS, CredentialMemory } from "#tenants/credential-memory";

/** A session as an isolate remembers it. */
export interface KnownSession {
  readonly id: string;
  readonly tenantId: string;
  readonly actingFor: string | null;
  /** Set while the tenant that the platform acts for is closed. */
  readonly inactive: InactiveTenant | null;
  /** `null`: the admin token signed in. */
  readonly key: CallersKey | null;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  readonly csrfToken: string;
  readonly readAt: number;
  /** The binding of the database of the tenant that it acts for, or else of its own tenant. */
  readonly database: string;
}

/** The name under which `forget` knows all sessions of a key. */
export const credentialName = (keyId: string | null): string => keyId ?? "admin";

/**
 * This isolate's cache of sessions. **Invariant:** it returns none that was read before this isolate ended or changed
 * it, also if that read was under way meanwhile.
 */
export class SessionMemory extends CredentialMemory<KnownSession> {
  /** When this isolate last changed a session or all sessions of a key, by name. */
  readonly #changedAt = new ExpiringCache<number>({ maxEntries: 10_000, ttlMs: 2 * CREDENTIAL_TRUST_MS });

  override get(token: string, now: number): KnownSession | undefined {
    const known = super.get(token, now);
    const names = known ? [known.id, credentialName(known.key?.id ?? null)] : [];
    return names.some((name) => (this.#changedAt.get(name, now) ?? 0) >= (known?.readAt ?? 0)) ? undefined : known;
  }

  /** Distrusts what was read until now of this session, or of the sessions of this key. */
  forget(name: string, now: number): void {
    this.#changedAt.set(name, now, now);
  }
}
