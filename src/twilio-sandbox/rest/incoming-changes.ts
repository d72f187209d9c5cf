import type { OwnedNumber } from "../account/numbers";
import { configured, type NumberForm, numberSettings } from "../account/settings";
import { isValidNumber, magic, offerFor } from "../inventory/catalogue";
import type { NumberType } from "../inventory/offers";
import { invalidParameter, TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";
import { firstInAreaCode } from "./available";
import { requireDocuments } from "./documents";
import { readAreaCode } from "./search-query";

const maxFriendlyName = 64;

/**
 * Buys a number. If the account has it already, updates it with the form. Twilio answers 201 to both, and charges for
 * a purchase only.
 */
export function buy(sandbox: Sandbox, form: NumberForm, type: NumberType | undefined): OwnedNumber {
  const phoneNumber = wantedNumber(sandbox, form, type);
  if (!isValidNumber(phoneNumber)) throw new TwilioProblem(400, 21421, `${phoneNumber} is not a valid number`);
  const owned = sandbox.numbers.byPhoneNumber(phoneNumber);
  const offer = offerFor(phoneNumber);
  const actualType = owned?.type ?? offer?.type;
  if (type && actualType && type !== actualType) {
    throw new TwilioProblem(400, 21458, `${phoneNumber} is not a number of type ${type}`);
  }
  if (owned) {
    const updated = update(sandbox, owned, form);
    sandbox.journal.updatedByPurchase(phoneNumber);
    return updated;
  }
  const isForSale = phoneNumber === magic.available || !sandbox.numbers.isTaken(phoneNumber);
  if (!offer || !isForSale) throw new TwilioProblem(400, 21422, `${phoneNumber} is not available`);
  requireShortName(form);
  const settings = configured(numberSettings.parse({}), form);
  requireDocuments(sandbox, offer, settings);
  return sandbox.atomically(() => {
    sandbox.journal.bought(phoneNumber);
    return sandbox.numbers.add(phoneNumber, offer, settings, form.FriendlyName ?? "", sandbox.now());
  });
}

function wantedNumber(sandbox: Sandbox, form: NumberForm, type: NumberType | undefined): string {
  if (form.PhoneNumber) return form.PhoneNumber;
  if (!form.AreaCode) throw new TwilioProblem(400, 400, "did or area_code is required");
  if (type) throw new TwilioProblem(400, 21457, "AreaCode is not allowed here: use IncomingPhoneNumbers.json");
  const found = firstInAreaCode(sandbox, readAreaCode(form.AreaCode));
  if (!found) throw new TwilioProblem(400, 21452, `No phone numbers found in area code ${form.AreaCode}`);
  return found;
}

export function update(sandbox: Sandbox, number: OwnedNumber, form: NumberForm): OwnedNumber {
  requireShortName(form);
  const updated = () =>
    sandbox.numbers.update(number, configured(number.settings, form), form.FriendlyName, sandbox.now());
  const { AccountSid: recipient } = form;
  if (!recipient || recipient === sandbox.accountSid) return updated();
  if (!areRelated(sandbox, recipient)) throw new TwilioProblem(400, 21470, `Account ${recipient} does not exist`);
  return sandbox.atomically(() => {
    const moved = updated();
    sandbox.numbers.transfer(moved, sandbox.accounts.ownerOf(recipient));
    return moved;
  });
}

/** Numbers move between a parent and its sub-accounts, and between these. */
export function areRelated({ account, accounts }: Sandbox, recipientSid: string): boolean {
  const recipient = accounts.bySid(recipientSid);
  return recipient !== undefined && (recipient.parent_sid ?? recipient.sid) === (account.parent_sid ?? account.sid);
}

/** Releases the number. Any buyer may buy it again at once. */
export function release(sandbox: Sandbox, number: OwnedNumber): void {
  sandbox.numbers.remove(number);
}

function requireShortName({ FriendlyName: name }: NumberForm): void {
  if (name && name.length > maxFriendlyName) throw invalidParameter("FriendlyName", name);
}
