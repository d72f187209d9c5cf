// Pure: no I/O, no clock, no randomness.
import type { z } from "#kernel/http/schema";
import { type Party, type PartyKind, partyKey } from "#kernel/values/party";
import type { partyFields } from "./party-responses";

/** The caller or sender in a record of a call or message. */
export interface PartyColumns {
  /** In E.164; null unless the address is a phone number. */
  readonly fromNumber: string | null;
  readonly fromAddress: string;
  readonly fromKind: PartyKind;
  readonly fromCountry: string | null;
  /** The form that lists are filtered by. */
  readonly fromKey: string;
}

export const columnsOfParty = (party: Party): PartyColumns => ({
  fromNumber: party.kind === "phone_number" ? party.phoneNumber : null,
  fromAddress: party.address,
  fromKind: party.kind,
  fromCountry: party.country,
  fromKey: partyKey(party),
});

export const toPartyFields = (row: PartyColumns): z.infer<typeof partyFields> => ({
  ...toEventFields(row),
  from_country: row.fromCountry,
});

/** The same in events. */
export const toEventFields = ({ fromNumber, fromAddress, fromKind }: PartyColumns) => ({
  from: fromNumber,
  from_address: fromAddress,
  from_kind: fromKind,
});
