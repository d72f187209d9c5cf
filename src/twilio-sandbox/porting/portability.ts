import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { PortabilityFields } from "../account/porting";
import { countryOfNumber, isValidNumber, offerFor } from "../inventory/catalogue";
import { type Reply, TwilioProblem } from "../problem";
import { areRelated } from "../rest/incoming-changes";
import type { Sandbox } from "../sandbox";
import { openPortOf } from "./open-ports";

/** What Twilio says of a number that might be ported to it. */
export interface Portability extends Omit<PortabilityFields, "phone_number"> {
  /** The account that has the number already, if the caller may know. */
  readonly account_sid: string | null;
  readonly country: string | null;
}

/** Twilio's reasons with their codes. Twilio documents no text for 22135 and 22137. */
const reasons = {
  UNSUPPORTED: 22130,
  ALREADY_IN_THE_TARGET_ACCOUNT: 22131,
  ALREADY_IN_TWILIO_DIFFERENT_OWNER: 22132,
  MANUAL_PORTING_AVAILABLE: 22133,
  INTERNAL_ERROR: 22135,
  ALREADY_IN_ONE_OF_YOUR_TWILIO_ACCOUNTS: 22136,
  PORT_ALREADY_IN_PROGRESS: 22137,
} as const;
type Reason = keyof typeof reasons;

const portable = {
  account_sid: null,
  portable: true,
  not_portable_reason: null,
  not_portable_reason_code: null,
  pin_and_account_number_required: false,
  number_type: "LOCAL",
  country: "US",
  shape: "answer",
} as const satisfies Portability;

const because = (reason: Reason, rest: Partial<Portability> = {}): Portability => ({
  ...portable,
  portable: false,
  not_portable_reason: reason,
  not_portable_reason_code: reasons[reason],
  ...rest,
});

/** The last four digits of a US number that is not toll-free say how it can be ported. The guide lists them. */
const endings: readonly (readonly [RegExp, Portability])[] = [
  [/77\d\d$/, { ...portable, number_type: "MOBILE", pin_and_account_number_required: true }],
  [/9901$/, because("UNSUPPORTED", { shape: "error" })],
  [/9902$/, because("UNSUPPORTED")],
  [/9903$/, because("ALREADY_IN_TWILIO_DIFFERENT_OWNER")],
  [/9904$/, because("ALREADY_IN_TWILIO_DIFFERENT_OWNER", { shape: "error" })],
  [/9905$/, because("MANUAL_PORTING_AVAILABLE")],
  [/9906$/, because("MANUAL_PORTING_AVAILABLE", { number_type: "UNKNOWN" })],
  [/9907$/, because("INTERNAL_ERROR", { shape: "error" })],
  [/9908$/, { ...portable, pin_and_account_number_required: true }],
];

/** Twilio's refusal to port a number, in the shape of an error. */
class NotPortable extends TwilioProblem {
  readonly reason: string | null;

  constructor({ not_portable_reason: reason, not_portable_reason_code: code }: Portability, phoneNumber: string) {
    super(400, code ?? 22130, `${phoneNumber} is not portable: ${reason}`);
    this.reason = reason;
  }

  override reply(): Reply {
    const { status, body } = super.reply();
    const named = { not_portable_reason: this.reason, not_portable_reason_code: this.code };
    return { status, body: { ...Object(body), ...named } };
  }
}

/** Whether `phoneNumber` can be ported into the account `target`. Throws what is answered as an error. */
export function requirePortability(sandbox: Sandbox, phoneNumber: string, target: string): Portability {
  const portability = portabilityOf(sandbox, phoneNumber, target);
  if (portability.shape === "error") throw new NotPortable(portability, phoneNumber);
  return portability;
}

export function portabilityOf(sandbox: Sandbox, phoneNumber: string, target: string): Portability {
  const [wanted] = sandbox.porting.portability.everywhereByPhoneNumber(phoneNumber);
  const country = countryOfNumber(phoneNumber) || null;
  if (wanted) return { ...wanted.fields, account_sid: null, country };
  if (!isValidNumber(phoneNumber))
    return because("UNSUPPORTED", { shape: "error", number_type: "UNKNOWN", country: null });
  const known = { number_type: typeOf(phoneNumber), country };
  const held = heldByTwilio(sandbox, phoneNumber, target);
  if (held) return { ...held, ...known };
  if (country !== "US")
    return because(known.number_type === "TOLL-FREE" ? "MANUAL_PORTING_AVAILABLE" : "UNSUPPORTED", known);
  if (known.number_type === "TOLL-FREE") return because("MANUAL_PORTING_AVAILABLE", known);
  return endings.find(([ending]) => ending.test(phoneNumber))?.[1] ?? portable;
}

/** The number is at Twilio already, or on its way there. */
function heldByTwilio(sandbox: Sandbox, phoneNumber: string, target: string): Portability | null {
  const { accounts, numbers } = sandbox;
  const holders = numbers.ownersOf(phoneNumber).map((owner) => accounts.sidOf(owner));
  if (holders.includes(target)) return because("ALREADY_IN_THE_TARGET_ACCOUNT", { account_sid: target });
  const ours = holders.find((holder) => areRelated(sandbox, holder));
  if (ours) return because("ALREADY_IN_ONE_OF_YOUR_TWILIO_ACCOUNTS", { account_sid: ours });
  const port = openPortOf(sandbox, phoneNumber);
  if (port && areRelated(sandbox, accounts.sidOf(port.owner))) return because("PORT_ALREADY_IN_PROGRESS");
  const isTwilios = numbers.isGone(phoneNumber) || numbers.isInStock(phoneNumber);
  const isElsewhere = port !== null || holders.length > 0 || isTwilios;
  return isElsewhere ? because("ALREADY_IN_TWILIO_DIFFERENT_OWNER") : null;
}

/** The type by the numbering plan: North American mobile numbers look like local ones. */
function typeOf(phoneNumber: string): Portability["number_type"] {
  if (parsePhoneNumberFromString(phoneNumber)?.getType() === "TOLL_FREE") return "TOLL-FREE";
  if (/^\+1/.test(phoneNumber)) return /77\d\d$/.test(phoneNumber) ? "MOBILE" : "LOCAL";
  return offerFor(phoneNumber)?.type === "mobile" ? "MOBILE" : "LOCAL";
}
