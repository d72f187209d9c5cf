// Pure: no I/O, no clock, no randomness.
import type { Capabilities } from "#kernel/ports/carrier";
import type { NumberRow } from "./table";

/** The columns of a new number that every way of acquiring one decides. */
type Origin = Pick<NumberRow, "id" | "tenantId" | "e164" | "country" | "type" | "acquisitionMethod" | "carrierId"> &
  Capabilities;

/** The row of a number that comes into the inventory at `at` (ms UTC): in service, without an agent. */
export const newNumberRow = (number: Origin & Partial<NumberRow>, at: number): NumberRow => ({
  friendlyName: number.e164,
  tags: [],
  metadata: {},
  priceAmount: null,
  priceCurrency: null,
  orderItemId: null,
  carrierAccountId: null,
  sipTrunkId: null,
  ...number,
  status: "active",
  deletionLock: false,
  version: 1,
  createdAt: at,
  updatedAt: at,
  releasedAt: null,
  coolingOffUntil: null,
  agentId: null,
  smsForwardTo: null,
  ready: null,
  lostSuspended: false,
  ownershipProvedAt: null,
  portOutLock: false,
  portOutReportedAt: null,
});
