// Pure: no I/O, no clock, no randomness.
import { columnOf } from "#kernel/db/column-names";
import type { storedNumber } from "./stored-number";
import type { NumberRow } from "./table";

/** The fields of a number that lists and exports show or sort by. */
const listedFields = [
  "id",
  "e164",
  "country",
  "type",
  "voice",
  "sms",
  "mms",
  "fax",
  "status",
  "acquisitionMethod",
  "friendlyName",
  "tags",
  "metadata",
  "deletionLock",
  "priceAmount",
  "priceCurrency",
  "createdAt",
  "updatedAt",
  "releasedAt",
  "coolingOffUntil",
  "agentId",
  "smsForwardTo",
  "carrierAccountId",
  "sipTrunkId",
  "ownershipProvedAt",
  "portOutLock",
] as const satisfies readonly (keyof NumberRow)[];

type Field = (typeof listedFields)[number];
export type ListedNumber = Pick<NumberRow, Field>;

type CellOf<Name extends Field> = (typeof storedNumber)[Name] extends "json"
  ? string
  : (typeof storedNumber)[Name] extends "boolean"
    ? 0 | 1
    : NumberRow[Name];
type CellsOf<Fields extends readonly Field[]> = { readonly [At in keyof Fields]: CellOf<Fields[At]> };

/** The cells of `listedColumns`, as D1 answers them, and after them any others, such as a count. */
export type ListedCells = [...CellsOf<typeof listedFields>, ...further: unknown[]];

/** The columns of a listed number, from a table or an alias of this name. */
export const listedColumns = (table: string): string =>
  listedFields.map((name) => `${table}.${columnOf(name)}`).join(", ");

/** In the order of `listedFields`. Written out, as a loop over the fields takes twice as long. */
export const readListedNumber = ([
  id,
  e164,
  country,
  type,
  voice,
  sms,
  mms,
  fax,
  status,
  acquisitionMethod,
  friendlyName,
  tags,
  metadata,
  deletionLock,
  priceAmount,
  priceCurrency,
  createdAt,
  updatedAt,
  releasedAt,
  coolingOffUntil,
  agentId,
  smsForwardTo,
  carrierAccountId,
  sipTrunkId,
  ownershipProvedAt,
  portOutLock,
]: ListedCells): ListedNumber => ({
  id,
  e164,
  country,
  type,
  voice: voice === 1,
  sms: sms === 1,
  mms: mms === 1,
  fax: fax === 1,
  status,
  acquisitionMethod,
  friendlyName,
  tags: JSON.parse(tags),
  metadata: JSON.parse(metadata),
  deletionLock: deletionLock === 1,
  priceAmount,
  priceCurrency,
  createdAt,
  updatedAt,
  releasedAt,
  coolingOffUntil,
  agentId,
  smsForwardTo,
  carrierAccountId,
  sipTrunkId,
  ownershipProvedAt,
  portOutLock: portOutLock === 1,
});
