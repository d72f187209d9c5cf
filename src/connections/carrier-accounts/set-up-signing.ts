import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import type { Statement } from "#kernel/db/db";
import type { SigningRule, TestDelivery, WebhookSigning } from "#kernel/ports/account-access";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { uuidV7 } from "#kernel/values/uuid";
import { changeSecrets, signingStateOf } from "./change-secrets";
import { openSecrets } from "./secrets";
import type { CarrierAccountRow } from "./table";

/**
 * Makes Twilio sign an account's webhooks with a shared key of ours: key, setting, rule on our URL prefix, test. Each
 * run looks at what Twilio has first, and does what is missing, so that the next run finishes what a crash or the time
 * limit cut short.
 *
 * **Invariant:** a key is stored here before any rule uses it, so no request is signed by a key that we do not have. A
 * key whose secret was lost in a crash has our name and is not stored: the next run deletes it.
 */
export type SigningOutcome =
  | { readonly kind: "signed"; readonly applied: boolean; readonly test: TestDelivery }
  | { readonly kind: "unanswered"; readonly result: Exclude<CarrierResult<unknown>, { kind: "ok" }> }
  | { readonly kind: "foreign_rule" }
  /** The time is over, or another request changed the account. */
  | { readonly kind: "unfinished" };

export interface SigningParts {
  readonly signing: WebhookSigning;
  readonly lease: number;
  /** False when no further request to Twilio fits into the time. */
  readonly mayGoOn: () => boolean;
}

class Stopped extends Error {
  readonly outcome: SigningOutcome;

  constructor(outcome: SigningOutcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/** The name of everything that the platform creates for this account in Twilio's webhooks API. */
export const signingNameOf = ({ id }: Pick<CarrierAccountRow, "id">): string => `PhoneManager ${id}`;

/** All webhook URLs of a tenant begin with this. */
export const signedPrefixOf = ({ config }: Pick<Context, "config">, tenantId: string): string =>
  `${config.publicOrigin}/twilio/${tenantId}/`;

const testUrlOf = (ctx: Pick<Context, "config">, { id, tenantId }: CarrierAccountRow): string =>
  `${signedPrefixOf(ctx, tenantId)}accounts/${id}/signing-test`;

export async function setUpSigning(ctx: Context, row: CarrierAccountRow, parts: SigningParts): Promise<SigningOutcome> {
  try {
    return await run(ctx, row, parts);
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

async function run(ctx: Context, row: CarrierAccountRow, parts: SigningParts): Promise<SigningOutcome> {
  const { signing } = parts;
  const ask = asking(parts);
  const newKey = () => uuidV7(ctx.now, ctx.randomBytes);
  const name = signingNameOf(row);
  const [keys, settings, rules] = await Promise.all([
    ask(() => signing.sharedKeys()),
    ask(() => signing.settings()),
    ask(() => signing.rules()),
  ]);
  const prefix = signedPrefixOf(ctx, row.tenantId);
  const rule = rules.find((one) => one.prefix === prefix);
  // Only we create rules for our prefix, under our names. Another one is the account's owner's wish.
  if (rule && !rule.name?.startsWith("PhoneManager ")) return { kind: "foreign_rule" };
  const { sharedKeys: stored } = await openSecrets(ctx.vault, row);
  const there = new Set(keys.map(({ id }) => id));
  for (const { id } of keys.filter((key) => key.name === name && !stored.some((known) => known.id === key.id))) {
    await ask(() => signing.deleteSharedKey(id));
  }
  const current = stored.find(({ id }) => there.has(id)) ?? (await createKey(ctx, row, parts));
  const known = settings.find(({ sharedKeyId }) => sharedKeyId === current.id);
  const idempotencyKey = newKey();
  const setting = known ?? (await ask(() => signing.createSetting(name, current.id, idempotencyKey), true));
  const test = await ask(() => signing.test(testUrlOf(ctx, row), setting.id));
  // Requests are signed with the key only once it is proved that we accept its signatures.
  if (!test.delivered) return { kind: "signed", applied: false, test };
  const applied = await applyRule(parts, rule, { name, prefix, settingIds: [setting.id] }, newKey());
  if (applied) await deleteRetired(ctx, row, parts, { settings, current: current.id });
  return { kind: "signed", applied, test };
}

/** Sends a request and returns the value of its answer. `repeat`: a write that its idempotency key makes repeatable. */
const asking =
  ({ mayGoOn }: SigningParts) =>
  async <T>(send: () => Promise<CarrierResult<T>>, repeat = false): Promise<T> => {
    if (!mayGoOn()) throw new Stopped({ kind: "unfinished" });
    const first = await send();
    const result = repeat && first.kind === "unknown" && mayGoOn() ? await send() : first;
    if (result.kind === "ok") return result.value;
    throw new Stopped({ kind: "unanswered", result });
  };

/** Creates a shared key at Twilio and stores it as the newest. */
async function createKey(
  ctx: Context,
  row: CarrierAccountRow,
  parts: SigningParts,
  { retireOthersAt = null, events = [] }: { retireOthersAt?: number | null; events?: readonly Statement[] } = {},
): Promise<{ readonly id: string; readonly secret: string }> {
  const idempotencyKey = uuidV7(ctx.now, ctx.randomBytes);
  const created = await asking(parts)(() => parts.signing.createSharedKey(signingNameOf(row), idempotencyKey), true);
  const { id, secret } = created;
  const change: Parameters<typeof changeSecrets>[2] = (before, secrets) => {
    const { retired } = signingStateOf(before);
    const others = retireOthersAt === null ? [] : secrets.sharedKeys.map((key) => [key.id, retireOthersAt] as const);
    return {
      secrets: { ...secrets, sharedKeys: [{ id, secret }, ...secrets.sharedKeys] },
      signing: { retired: { ...Object.fromEntries(others), ...retired } },
    };
  };
  const stored = await changeSecrets(ctx, { id: row.id, lease: parts.lease }, change, events);
  if (!stored) throw new Stopped({ kind: "unfinished" });
  return created;
}

/** Puts the rule into force; false while Twilio is still applying it. */
async function applyRule(
  parts: SigningParts,
  rule: SigningRule | undefined,
  wanted: Omit<SigningRule, "id">,
  idempotencyKey: string,
): Promise<boolean> {
  const { signing, mayGoOn } = parts;
  const ask = asking(parts);
  if (rule && rule.name === wanted.name && rule.settingIds.join() === wanted.settingIds.join()) return true;
  const change = rule
    ? () => signing.updateRule(rule.id, wanted, idempotencyKey)
    : () => signing.createRule(wanted, idempotencyKey);
  let operation = await ask(change, true);
  for (let looks = 0; operation.state === "under_way" && looks < MAX_LOOKS && mayGoOn(); looks += 1) {
    const { id } = operation;
    operation = await ask(() => signing.operation(id));
  }
  if (operation.state === "failed") {
    const message = "Twilio could not apply the rule that signs the webhooks.";
    throw new Stopped({ kind: "unanswered", result: { kind: "unknown", message } });
  }
  return operation.state === "completed";
}

/** Looks at a rule's change before the verification ends without its result. */
const MAX_LOOKS = 3;

/** Deletes shared keys whose time of grace is over, each after its setting. */
async function deleteRetired(
  ctx: Context,
  row: CarrierAccountRow,
  parts: SigningParts,
  { settings, current }: { settings: readonly { id: string; sharedKeyId: string | null }[]; current: string },
): Promise<void> {
  const ask = asking(parts);
  const due = Object.entries(signingStateOf(row).retired).filter(([id, at]) => id !== current && at <= ctx.now);
  for (const [keyId] of due) {
    for (const { id } of settings.filter(({ sharedKeyId }) => sharedKeyId === keyId)) {
      await ask(() => parts.signing.deleteSetting(id));
    }
    await ask(() => parts.signing.deleteSharedKey(keyId));
    const forgotten = await changeSecrets(ctx, { id: row.id, lease: parts.lease }, (before, secrets) => ({
      secrets: { ...secrets, sharedKeys: secrets.sharedKeys.filter(({ id }) => id !== keyId) },
      signing: {
        retired: Object.fromEntries(Object.entries(signingStateOf(before).retired).filter(([id]) => id !== keyId)),
      },
    }));
    if (!forgotten) throw new Stopped({ kind: "unfinished" });
  }
}

/** Creates a new shared key, which signs from now on. The others are still accepted until `retireAt`. */
export async function startRotation(
  ctx: Context,
  row: CarrierAccountRow,
  parts: SigningParts,
  retireAt: number,
): Promise<SigningOutcome | null> {
  try {
    const { name, accountSid } = row;
    const data = { name, account_sid: accountSid };
    const event = recordEvent(ctx.db, sourceOf(ctx), "carrier_account.signing_key_rotated", row.id, data);
    await createKey(ctx, row, parts, { retireOthersAt: retireAt, events: [event] });
    return null;
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}
