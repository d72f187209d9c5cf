// Pure: no I/O, no clock, no randomness.
import type { PortingWebhook, SigningBrand } from "#kernel/ports/carrier-porting";

/**
 * Decides what to write to Twilio's settings for porting. Twilio has one webhook configuration per account and one
 * brand of the signature mail per country, so a setting may be another program's.
 */

export interface WebhookPlan {
  /** The setting to write; `null` if it is right, or not ours to change. */
  readonly write: PortingWebhook | null;
  /** The URLs that another program has set, by kind. */
  readonly foreign: Readonly<Partial<Record<"port_in" | "port_out", string>>>;
}

interface WantedWebhooks {
  readonly portInUrl: string;
  readonly portOutUrl: string;
  /** The beginnings of URLs that are ours, with other secrets or under former origins. */
  readonly ownPrefixes: readonly string[];
  /** Whether to replace what another program has set. */
  readonly replaces: boolean;
}

export function planWebhooks(current: PortingWebhook, wanted: WantedWebhooks): WebhookPlan {
  const isOurs = (url: string | null) =>
    url === null || wanted.replaces || wanted.ownPrefixes.some((prefix) => url.startsWith(prefix));
  const foreign = {
    ...(!isOurs(current.portInUrl) && { port_in: current.portInUrl ?? "" }),
    ...(!isOurs(current.portOutUrl) && { port_out: current.portOutUrl ?? "" }),
  };
  const next = {
    portInUrl: foreign.port_in ?? wanted.portInUrl,
    portOutUrl: foreign.port_out ?? wanted.portOutUrl,
    // No filter, so that every event comes. The filter belongs to both URLs.
    events: Object.keys(foreign).length > 0 ? current.events : [],
  };
  return { write: isSame(current, next) ? null : next, foreign };
}

const isSame = (one: PortingWebhook, other: PortingWebhook): boolean =>
  one.portInUrl === other.portInUrl &&
  one.portOutUrl === other.portOutUrl &&
  one.events.toSorted().join() === other.events.toSorted().join();

/** The name by which a brand that the platform has set is known. */
export const BRAND_NAME = "PhoneManager";

/** The parts of the signature mail that the operator configures. `null`: as Twilio has it. */
export type WantedBrand = Pick<SigningBrand, "logoId" | "emailSubject" | "emailMessage" | "redirectUrl">;

export interface BrandPlan {
  readonly write: SigningBrand | null;
  /** The name of another program's brand; `null`: there is none. */
  readonly foreign: string | null;
}

export function planBrand(
  current: SigningBrand | null,
  { country, brand, replaces }: { readonly country: string; readonly brand: WantedBrand; readonly replaces: boolean },
): BrandPlan {
  if (current && current.name !== BRAND_NAME && !replaces) return { write: null, foreign: current.name ?? "unnamed" };
  const next: SigningBrand = {
    country,
    name: BRAND_NAME,
    logoId: brand.logoId ?? current?.logoId ?? null,
    emailSubject: brand.emailSubject ?? current?.emailSubject ?? null,
    emailMessage: brand.emailMessage ?? current?.emailMessage ?? null,
    redirectUrl: brand.redirectUrl ?? current?.redirectUrl ?? null,
  };
  const isRight =
    current !== null &&
    current.name === next.name &&
    current.logoId === next.logoId &&
    current.emailSubject === next.emailSubject &&
    current.emailMessage === next.emailMessage &&
    current.redirectUrl === next.redirectUrl;
  return { write: isRight ? null : next, foreign: null };
}
