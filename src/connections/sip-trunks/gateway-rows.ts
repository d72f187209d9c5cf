import type { Context } from "#kernel/ports/context";
import type { SecretOwner, Vault } from "#kernel/ports/vault";
import type { GatewayInput, GatewaySettings } from "./gateway-input";
import type { GatewayRow } from "./table";

/** A sealed password, with the key that sealed it for the job that seals secrets anew. */
export interface SealedPassword {
  readonly password: string | null;
  readonly passwordKeyId: string | null;
}

export async function sealPassword(vault: Vault, password: string, owner: SecretOwner): Promise<SealedPassword> {
  const sealed = await vault.seal(password, owner);
  return { password: sealed, passwordKeyId: sealed.split(".")[1] ?? null };
}

/**
 * The row of a gateway with new settings. The input has its password, or keeps the one before. `at`: its place in the
 * request, which its time of creation keeps.
 */
export async function gatewayRow(
  ctx: Context,
  trunkId: string,
  settings: GatewaySettings,
  { password }: GatewayInput,
  before: GatewayRow | null,
  at: number,
): Promise<GatewayRow> {
  const id = before?.id ?? ctx.newId("sipGateway");
  const { tenantId } = ctx.principal;
  const kept = { password: before?.password ?? null, passwordKeyId: before?.passwordKeyId ?? null };
  const none = { password: null, passwordKeyId: null };
  const sealed =
    settings.username === null
      ? none
      : typeof password === "string"
        ? await sealPassword(ctx.vault, password, { tenantId, rowId: id })
        : kept;
  const isSameServer =
    before !== null &&
    before.host === settings.host &&
    before.port === settings.port &&
    before.transport === settings.transport;
  return {
    id,
    sipTrunkId: trunkId,
    tenantId,
    ...settings,
    ...sealed,
    ping: isSameServer ? before.ping : null,
    report: isSameServer ? before.report : null,
    probedAt: before?.probedAt ?? null,
    checkedAt: isSameServer ? before.checkedAt : null,
    certificateExpiresAt: isSameServer ? before.certificateExpiresAt : null,
    createdAt: before?.createdAt ?? ctx.now + at,
    updatedAt: ctx.now,
  };
}
