import type { NumberSettings } from "../account/settings";
import type { Offer } from "../inventory/offers";
import { regulatedTypes } from "../inventory/regulations";
import { TwilioProblem } from "../problem";
import type { Sandbox } from "../sandbox";

/**
 * Refuses a sale whose documents are missing, with the codes of Twilio's error dictionary. Twilio does not document the
 * code for an SID that does not exist; the sandbox answers as if the SID were missing.
 */
export function requireDocuments(sandbox: Sandbox, offer: Offer, settings: NumberSettings): void {
  requireAddress(sandbox, offer, settings.address_sid);
  requireBundle(sandbox, offer, settings.bundle_sid);
}

function requireAddress(sandbox: Sandbox, { addressRequirements: wanted, country }: Offer, sid: string | null): void {
  if (sid === null) {
    if (wanted === "none") return;
    throw new TwilioProblem(400, 21631, "Phone Number Requires an Address but the 'AddressSid' parameter was empty.");
  }
  const address = sandbox.addresses.bySid(sid);
  if (!address) throw new TwilioProblem(400, 21631, `Phone Number Requires an Address but ${sid} is none.`);
  const isInCountry = address.fields.iso_country === country;
  if (wanted === "local" && !isInCountry) {
    throw new TwilioProblem(400, 21615, `Phone Number Requires a Local Address, in ${country}.`);
  }
  if (wanted === "foreign" && isInCountry) {
    throw new TwilioProblem(400, 21631, `Phone Number Requires an Address outside of ${country}.`);
  }
}

function requireBundle(sandbox: Sandbox, offer: Offer, sid: string | null): void {
  if (sid === null) {
    if (!offer.bundleRequired) return;
    const message = "To purchase or transfer this number you must provide a bundle (parameter 'BundleSid').";
    throw new TwilioProblem(400, 21649, message);
  }
  const bundle = sandbox.bundles.bySid(sid);
  if (!bundle) throw new TwilioProblem(400, 21649, `Bundle [${sid}] does not exist`);
  const { status, iso_country, number_type } = bundle.fields;
  if (iso_country !== offer.country || number_type !== regulatedTypes[offer.type]) {
    throw new TwilioProblem(400, 21649, `Bundle [${sid}] does not have the correct regulation type`);
  }
  if (status !== "twilio-approved")
    throw new TwilioProblem(400, 21649, `Bundle [${sid}] status is not twilio-approved`);
}
