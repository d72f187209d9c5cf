// Pure: no I/O, no clock, no randomness.
import { type FieldError, validationFailed } from "#kernel/http/problem";
import { checkTargetUrl } from "#kernel/values/address";
import type { Config } from "#kernel/values/config";
import type { GatewaySettings } from "./gateway-input";
import type { NumberFormat, TrunkProvider, TrunkSettings } from "./trunk";

/** Rules about a trunk as a whole. */

/** Twilio takes ten origination URLs per trunk. */
export const MAX_GATEWAYS = 10;
/** Twilio takes a hundred addresses per IP access control list. */
const MAX_RANGES = 100;

/** Throws `validation_failed` if there are errors. */
export function requireNoErrors(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw validationFailed(errors);
}

const wrong = (pointer: string, detail: string): FieldError => ({ in: "body", pointer, detail });

export function problemsOfFormat({ plus, strip_prefix, add_prefix }: NumberFormat): FieldError[] {
  return plus && (strip_prefix !== "" || add_prefix !== "")
    ? [
        wrong(
          "/number_format/plus",
          "Must be false with a prefix: a number in E.164 has nothing before its country code.",
        ),
      ]
    : [];
}

/** The settings that result from a request, and what is wrong with them. */
export function problemsOfSettings(
  { origins, loopbackTargets }: Config,
  provider: TrunkProvider,
  settings: TrunkSettings,
  gateways: readonly GatewaySettings[],
  isOwnAccount: boolean,
): FieldError[] {
  const { secure, credentials, disasterRecoveryUrl } = settings;
  const errors: FieldError[] = [];
  const atTwilio = "Only trunks at Twilio have this: twilio_elastic and byoc.";
  if (provider === "generic" && secure)
    errors.push(wrong("/secure", `${atTwilio} Set each gateway's transport to tls.`));
  if (provider === "generic" && credentials) {
    errors.push(wrong("/credentials", `${atTwilio} A gateway has a username and password of its own.`));
  }
  if (settings.numberSids.length > 0 && (provider !== "twilio_elastic" || !isOwnAccount)) {
    // In the platform's account they could be another tenant's.
    errors.push(wrong("/number_sids", "Only a twilio_elastic trunk in your own Twilio account has numbers attached."));
  }
  const ranges = new Set(gateways.filter(isCidrSource).flatMap(({ allowedCidrs }) => allowedCidrs));
  if (provider !== "generic" && ranges.size > MAX_RANGES) {
    const detail = `The gateways have ${ranges.size} different allowed_cidrs together; Twilio takes ${MAX_RANGES} per trunk. Join ranges.`;
    errors.push(wrong("/gateways", detail));
  }
  if (disasterRecoveryUrl !== null) {
    const checked = checkTargetUrl(disasterRecoveryUrl, {
      scheme: "https",
      ownOrigins: origins,
      loopback: loopbackTargets,
    });
    if (provider !== "twilio_elastic") {
      errors.push(
        wrong(
          "/disaster_recovery_url",
          "Only a twilio_elastic trunk has this. Numbers of a byoc trunk have a fallback.",
        ),
      );
    } else if ("problem" in checked) errors.push(wrong("/disaster_recovery_url", checked.problem));
  }
  const called = gateways.filter(({ outbound }) => outbound);
  if (secure && called.some(({ transport }) => transport !== "tls")) {
    const at = gateways.findIndex(({ outbound, transport }) => outbound && transport !== "tls");
    errors.push(
      wrong(`/gateways/${at}/transport`, "Must be tls on a secure trunk: Twilio refuses other transports there."),
    );
  }
  if (provider === "byoc" && !credentials && !gateways.some(isCidrSource)) {
    const detail = "Must be true, or an inbound gateway must have allowed_cidrs: Twilio takes no calls from strangers.";
    errors.push(wrong("/credentials", detail));
  }
  return errors;
}

const isCidrSource = ({ inbound, enabled, allowedCidrs }: GatewaySettings): boolean =>
  inbound && enabled && allowedCidrs.length > 0;

interface AskedAccount {
  readonly provider: TrunkProvider;
  readonly carrier_account_id?: string | null | undefined;
  readonly carrier_trunk_sid?: string | null | undefined;
}

/** The errors in the account and the trunk at Twilio that a request for a new trunk names. */
export function problemsOfAccount({
  provider,
  carrier_account_id: account = null,
  carrier_trunk_sid: sid = null,
}: AskedAccount): FieldError[] {
  const errors: FieldError[] = [];
  if (provider === "generic" && account !== null) {
    errors.push(wrong("/carrier_account_id", "A generic trunk is in no account. Leave the field out."));
  }
  if (provider === "twilio_elastic" && account === null) {
    // In the platform's account its calls would pass by the platform: by its caps, its usage and its suspensions.
    const detail =
      "Required for twilio_elastic: its calls pass this platform by, so the trunk is in your own Twilio account. Connect the account " +
      "with POST /v1/carrier-accounts and name it here; or use a byoc trunk, which works in the platform's account.";
    errors.push(wrong("/carrier_account_id", detail));
  }
  if (provider !== "twilio_elastic" && sid !== null) {
    errors.push(wrong("/carrier_trunk_sid", "Only a twilio_elastic trunk can be taken over."));
  }
  return errors;
}

/** Twilio writes SIDs with small hex digits, and the API takes capitals, too. */
export const normalSid = (sid: string): string => sid.slice(0, 2) + sid.slice(2).toLowerCase();

export const normalSids = (sids: readonly string[]): string[] => [...new Set(sids.map(normalSid))];
