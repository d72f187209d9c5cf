import { trunkHadCall } from "#connections/sip-trunks/first-call";
import { type EventSource, recordEvent } from "#events/log/record";
import { proveOwnership } from "#inventory/phone-numbers/trunk-numbers";
import type { Database, Statement } from "#kernel/db/db";

interface ProvingCall {
  readonly phoneNumberId: string;
  readonly e164: string;
  readonly sipTrunkId: string;
}

/**
 * For the writes after a signed call over a trunk: the first one proves that the tenant has the number, and that the
 * trunk works. Unexecuted; writes nothing for later calls.
 */
export const trunkNumberProved = (
  db: Database,
  source: EventSource,
  { phoneNumberId, e164, sipTrunkId }: ProvingCall,
): readonly Statement[] => [
  proveOwnership(db, phoneNumberId, source.at),
  recordEvent(db, source, "phone_number.ownership_proved", phoneNumberId, {
    phone_number: e164,
    sip_trunk_id: sipTrunkId,
  }),
  trunkHadCall(db, sipTrunkId, source.at),
  recordEvent(db, source, "sip_trunk.first_call", sipTrunkId, { phone_number: e164, phone_number_id: phoneNumberId }),
];
