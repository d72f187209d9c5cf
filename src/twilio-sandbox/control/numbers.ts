import { z } from "zod";
import type { OwnedNumber } from "../account/numbers";
import { emergencyAddressStatuses, numberSettings } from "../account/settings";
import { offerFor } from "../inventory/catalogue";
import { numberTypes, offerOf } from "../inventory/offers";
import { availableNumbers } from "../inventory/search";
import { incomingToWire } from "../rest/wire";
import type { Sandbox } from "../sandbox";

/** A number that a test adds to the account without the platform's knowledge, with Twilio's field names. */
export const oneNumber = z.strictObject({
  phone_number: z.string(),
  friendly_name: z.string().max(64).default(""),
  ...numberSettings.shape,
});

export const manyNumbers = z.strictObject({
  count: z.int().min(1).max(200_000),
  country: z.string().default("US"),
  type: z.enum(numberTypes).default("local"),
  friendly_name: z.string().max(64).default(""),
  voice_url: z.string().default(""),
});

type Added =
  | { outcome: "added"; result: Record<string, unknown> }
  | { outcome: "refused"; status: 400 | 409; reason: string };

export function addOne(sandbox: Sandbox, wanted: z.output<typeof oneNumber>): Added {
  const { phone_number, friendly_name, ...settings } = wanted;
  const offer = offerFor(phone_number);
  if (!offer) return { outcome: "refused", status: 400, reason: `${phone_number} is not a number that Twilio sells` };
  if (sandbox.numbers.byPhoneNumber(phone_number)) {
    return { outcome: "refused", status: 409, reason: `the account has ${phone_number} already` };
  }
  const number = sandbox.numbers.add(phone_number, offer, settings, friendly_name, sandbox.now());
  return { outcome: "added", result: incomingToWire(sandbox.accountSid, number) };
}

/** Adds numbers that no account owns, all or none, and returns them. Avoids the ones that searches list first. */
export function addMany(sandbox: Sandbox, wanted: z.output<typeof manyNumbers>): Added {
  const { count, country, type, friendly_name, voice_url } = wanted;
  const offer = offerOf(country, type);
  if (!offer) return { outcome: "refused", status: 400, reason: `Twilio sells no ${type} numbers in ${country}` };
  const settings = numberSettings.parse({ voice_url });
  const everything = { capabilities: {}, excludeAddress: [], includeBeta: true, withinMiles: 0, inside: {} };
  const phoneNumbers = sandbox.atomically(() => {
    const added: string[] = [];
    for (const { phoneNumber } of availableNumbers(offer, everything, "behind the back")) {
      if (added.length === count) break;
      if (sandbox.numbers.isTaken(phoneNumber)) continue;
      sandbox.numbers.insert(phoneNumber, offer, settings, friendly_name, sandbox.now());
      added.push(phoneNumber);
    }
    return added;
  });
  return { outcome: "added", result: { added: phoneNumbers.length, phone_numbers: phoneNumbers } };
}

const sid = z.string().nullable().optional();

/** Any of a number's fields: what a person changes in Twilio's Console. */
export const numberChange = z.strictObject({ friendly_name: z.string().max(64), ...numberSettings.shape }).partial();

/** Changes a number's documents without an API request, as a review or a manual correction at Twilio does. */
export const documentChange = z.strictObject({
  address_sid: sid,
  bundle_sid: sid,
  identity_sid: sid,
  emergency_status: z.enum(["Active", "Inactive"]).optional(),
  emergency_address_sid: sid,
  emergency_address_status: z.enum(emergencyAddressStatuses).optional(),
});

export function changeNumber(
  sandbox: Sandbox,
  number: OwnedNumber,
  change: { readonly [Name in keyof z.output<typeof numberChange>]?: z.output<typeof numberChange>[Name] | undefined },
) {
  const { friendly_name, ...given } = change;
  const settings = numberSettings.parse({ ...number.settings, ...given });
  const changed = sandbox.numbers.update(number, settings, friendly_name, sandbox.now());
  return incomingToWire(sandbox.accountSid, changed);
}
