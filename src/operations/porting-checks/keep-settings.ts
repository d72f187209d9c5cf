import { closeFinding, openFinding } from "#findings/facts";
import { batchAll, type Statement } from "#kernel/db/db";
import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierPorting } from "#kernel/ports/carrier-porting";
import type { Context } from "#kernel/ports/context";
import { problemOfPublicOrigin } from "#kernel/values/config";
import { PLATFORM_ACCOUNT, PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { unanswered } from "#operations/compliance/unanswered-error";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { portingWebhookUrl } from "#porting/progress/webhook-url";
import { planBrand, planWebhooks } from "./settings-plan";

/** Twilio's Porting API ports numbers of this country only. */
const COUNTRY = "US";

/** Why a setting at Twilio is not as it should be. */
interface Conflict {
  /**
   * `other_program`: another program has set it. `not_kept`: Twilio took it and shows another value. `refused`: Twilio
   * does not show it or does not take it.
   */
  readonly reason: "other_program" | "not_kept" | "refused";
  readonly detail: string;
}

type Kept = { readonly conflict: Conflict | null; readonly written: number } | { readonly error: JobError };

/**
 * Keeps Twilio's settings for porting as the deployment is configured: the webhooks of the account, and the brand of
 * the mail with the letter of authorization. Reads, compares, writes what differs and reads again. A killed slice is
 * safe to repeat.
 */
export const keepPortingSettings: Job = {
  name: "porting-settings",
  description: "Keeps Twilio's webhooks for ports, and the brand of its signature mail, as they are configured.",
  cron: "40 * * * *",
  platformOnly: true,
  slice: keepSettings,
};

async function keepSettings(ctx: Context): Promise<Slice> {
  const { settings, brand } = ctx.config.porting;
  if (settings === "off" || problemOfPublicOrigin(ctx.config) !== null) {
    const nothing = [...record(ctx, "porting_webhooks", null), ...record(ctx, "signing_brand", null)];
    await batchAll(ctx.db, nothing);
    return { counted: {}, errors: [], next: null };
  }
  const { porting } = ctx.carrierAccount(null);
  const webhooks = await keepWebhooks(ctx, porting);
  const branded = brand ? await keepBrand(ctx, porting) : { conflict: null, written: 0 };
  await batchAll(ctx.db, [
    ...("error" in webhooks ? [] : record(ctx, "porting_webhooks", webhooks.conflict)),
    ...("error" in branded ? [] : record(ctx, "signing_brand", branded.conflict)),
  ]);
  const both = [webhooks, branded];
  const written = both.reduce((sum, kept) => sum + ("error" in kept ? 0 : kept.written), 0);
  return {
    counted: written > 0 ? { written } : {},
    errors: both.flatMap((kept) => ("error" in kept ? [kept.error] : [])),
    next: null,
  };
}

async function keepWebhooks({ config }: Context, porting: CarrierPorting): Promise<Kept> {
  const wanted = {
    portInUrl: await portingWebhookUrl(config, "port-in"),
    portOutUrl: await portingWebhookUrl(config, "port-out"),
    ownPrefixes: config.origins.map((origin) => `${origin}/twilio/porting/`),
    replaces: config.porting.settings === "replace",
  };
  const read = await porting.getWebhook();
  if (read.kind !== "ok") return unread("porting webhooks", read);
  const { write, foreign } = planWebhooks(read.value, wanted);
  const others = Object.entries(foreign).map(
    ([kind, url]) => `${kind} to ${URL.parse(url)?.host ?? "an unreadable URL"}`,
  );
  const conflict: Conflict | null =
    others.length > 0
      ? { reason: "other_program", detail: `Another program receives Twilio's webhooks: ${others.join(", ")}.` }
      : null;
  if (!write) return { conflict, written: 0 };
  const set = await porting.setWebhook(write);
  if (set.kind !== "ok") return unread("porting webhooks", set);
  const again = await porting.getWebhook();
  if (again.kind !== "ok") return unread("porting webhooks", again);
  return { conflict: planWebhooks(again.value, wanted).write ? notKept : conflict, written: 1 };
}

async function keepBrand({ config }: Context, porting: CarrierPorting): Promise<Kept> {
  const { brand, settings } = config.porting;
  if (!brand) return { conflict: null, written: 0 };
  const wanted = { country: COUNTRY, brand, replaces: settings === "replace" };
  const read = await porting.getSigningBrand(COUNTRY);
  if (read.kind !== "ok") return unread("signing brand", read);
  const { write, foreign } = planBrand(read.value, wanted);
  if (foreign !== null) {
    const detail = `Another program has set the brand of Twilio's signature mail: "${foreign}".`;
    return { conflict: { reason: "other_program", detail }, written: 0 };
  }
  if (!write) return { conflict: null, written: 0 };
  const set = await porting.setSigningBrand(write);
  if (set.kind !== "ok") return unread("signing brand", set);
  const again = await porting.getSigningBrand(COUNTRY);
  if (again.kind !== "ok") return unread("signing brand", again);
  return { conflict: planBrand(again.value, wanted).write ? notKept : null, written: 1 };
}

const notKept: Conflict = { reason: "not_kept", detail: "Twilio took the setting and shows another value." };

/** A refusal lasts, so a person has to look; anything else passes, and the next run tries again. */
function unread(at: string, answer: Exclude<CarrierResult<unknown>, { kind: "ok" }>): Kept {
  if (answer.kind !== "refused" || answer.code === "carrier_credentials_invalid")
    return { error: unanswered(at, answer) };
  return { conflict: { reason: "refused", detail: answer.message }, written: 0 };
}

/** Opens the finding about a setting, or closes it. */
function record(ctx: Context, setting: "porting_webhooks" | "signing_brand", conflict: Conflict | null): Statement[] {
  const key = { tenantId: PLATFORM_TENANT_ID, kind: "porting_setting_conflict", subjectId: setting } as const;
  if (!conflict) return closeFinding(ctx, key);
  const evidence = { setting, carrier_account: PLATFORM_ACCOUNT, ...conflict };
  return openFinding(ctx, { ...key, subjectType: "carrier_account", evidence });
}
