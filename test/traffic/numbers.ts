import fc from "fast-check";
import { acquisitionMethods, numberStatuses } from "#inventory/phone-numbers/lifecycle";
import type { NumberRow } from "#inventory/phone-numbers/table";

/** The fields of a phone number that the webhooks read, in every combination. */
export const numberFields = fc.record({
  status: fc.constantFrom(...numberStatuses),
  lostSuspended: fc.boolean(),
  acquisitionMethod: fc.constantFrom(...acquisitionMethods),
  smsForwardTo: fc.option(fc.constant("+14155550188")),
});

export const numberRow = (
  id: string,
  fields: Partial<NumberRow> & Pick<NumberRow, "tenantId" | "e164">,
): NumberRow => ({
  id,
  country: "US",
  type: "local",
  voice: true,
  sms: true,
  mms: true,
  fax: false,
  status: "active",
  acquisitionMethod: "reseller",
  carrierId: `PN${id}`,
  friendlyName: "",
  tags: [],
  metadata: {},
  deletionLock: false,
  priceAmount: null,
  priceCurrency: null,
  orderItemId: null,
  version: 1,
  createdAt: 1,
  updatedAt: 1,
  releasedAt: null,
  coolingOffUntil: null,
  agentId: null,
  smsForwardTo: null,
  ready: null,
  lostSuspended: false,
  carrierAccountId: null,
  sipTrunkId: null,
  ownershipProvedAt: null,
  portOutLock: false,
  portOutReportedAt: null,
  ...fields,
});
