import { type SQL, sql } from "drizzle-orm";
import { Problem } from "#kernel/http/problem";
import { type CarrierAccountRow, carrierAccounts, type SecretKind } from "./table";

/** The secrets with which Twilio signs an account's webhooks. */
const signingKinds = ["auth_token", "signing_key"] as const satisfies readonly SecretKind[];

export const hasSigningSecret = ({ secretKinds }: Pick<CarrierAccountRow, "secretKinds">): boolean =>
  signingKinds.some((kind) => secretKinds.includes(kind));

/** A condition that is true while the account has such a secret: for batches that begin to use it. */
export const signsWebhooks = (id: string): SQL =>
  sql`exists (select 1 from ${carrierAccounts} where ${carrierAccounts.id} = ${id}
    and (${sql.join(
      signingKinds.map((kind) => sql`instr(${carrierAccounts.secretKinds}, ${JSON.stringify(kind)}) > 0`),
      sql` or `,
    )}))`;

type VerifiedRow = Pick<CarrierAccountRow, "id" | "apiKeySid" | "status" | "verification">;

/**
 * Why a number must not be pointed at the platform through this account: Twilio's webhooks would be refused. Null if
 * they can be verified. Without an API key the auth token makes the requests, so Twilio itself proves it.
 */
export function webhookObstacle({ id, apiKeySid, status, verification }: VerifiedRow): WebhookObstacle | null {
  if (apiKeySid === null) return null;
  const rung = verification?.find((one) => one.rung === "webhook_signing");
  if (status !== "unverified" && rung?.status === "passed") return null;
  const isOpen = status === "unverified" || rung === undefined || rung.status === "warning";
  const why = isOpen ? "This is not verified yet." : rung.detail;
  return {
    mayPass: isOpen,
    detail:
      "The platform can't verify this account's webhooks, so it would refuse every call. " +
      `${why} Add the account's auth token (PATCH /v1/carrier-accounts/${id}, \`auth_token\`), or see ` +
      `POST /v1/carrier-accounts/${id}/verify, rung webhook_signing.`,
  };
}

export interface WebhookObstacle {
  /** The next verification may clear it, without a change by the tenant. */
  readonly mayPass: boolean;
  readonly detail: string;
}

export const webhooksUnverifiable = ({ detail }: WebhookObstacle): Problem =>
  new Problem("webhooks_not_verifiable", detail);
