import type { Context } from "#kernel/ports/context";
import { type SealedPassword, sealPassword } from "./gateway-rows";

/** 64 characters, so that a byte picks each as often. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LENGTH = 24;

/**
 * A password for those who call into Twilio. Twilio wants 12 characters with a digit and letters of both cases:
 * https://www.twilio.com/docs/voice/sip/api/sip-credential-resource
 */
function makePassword(randomBytes: (count: number) => Uint8Array): string {
  for (;;) {
    const text = [...randomBytes(LENGTH)].map((byte) => alphabet.charAt(byte % alphabet.length)).join("");
    if (/[0-9]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text)) return text;
  }
}

export interface NewPassword extends SealedPassword {
  /** In clear, to show it once. */
  readonly clear: string;
}

export async function newTrunkPassword(ctx: Context, trunkId: string): Promise<NewPassword> {
  const clear = makePassword(ctx.randomBytes);
  const sealed = await sealPassword(ctx.vault, clear, { tenantId: ctx.principal.tenantId, rowId: trunkId });
  return { clear, ...sealed };
}
