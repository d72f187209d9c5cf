import type { CarrierResult } from "#kernel/ports/carrier";
import { type CarrierSip, type SipFields, type SipKind, type SipThing, sipParents } from "#kernel/ports/carrier-sip";

/** Which request fails, counted from 0, and how: a lost answer leaves its effect behind. */
export interface Fault {
  readonly at: number;
  readonly kind: "refused" | "busy" | "lost_before" | "lost_after";
}

interface Stored extends SipThing {
  readonly kind: SipKind;
  readonly parentId: string | null;
}

/** Ids are unique among all fakes, because one goes on with the things of another. */
let serial = 0;

/** SIP at a Twilio that keeps its things in memory and holds to its rules. */
export class FakeTwilio implements CarrierSip {
  things: Stored[] = [];
  requests = 0;
  readonly fault: Fault | null;

  constructor(fault: Fault | null = null, things: readonly Stored[] = []) {
    this.fault = fault;
    this.things = [...things];
  }

  /** The things without their ids, to compare. */
  state(): unknown[] {
    const name = (id: string | null) => this.things.find((thing) => thing.id === id)?.kind ?? id;
    const text = ({ kind, parentId, fields }: Stored) => {
      const ids = { ...fields };
      for (const key of ["listId", "policyId", "trunkId"] as const) {
        if (fields[key]) Reflect.set(ids, key, name(fields[key]));
      }
      return JSON.stringify([kind, name(parentId), Object.entries(ids).toSorted()]);
    };
    return this.things.map(text).toSorted();
  }

  private async answer<T>(work: () => CarrierResult<T>): Promise<CarrierResult<T>> {
    const kind = this.requests === this.fault?.at ? this.fault.kind : null;
    this.requests += 1;
    if (kind === "refused") return { kind: "refused", code: "carrier_refused", carrierCode: 20001, message: "No." };
    if (kind === "busy") return { kind: "unavailable", carrierCode: 20429, retryAfterSeconds: 1 };
    const result = kind === "lost_before" ? null : work();
    return kind === "lost_after" || result === null ? { kind: "unknown", message: "Lost." } : result;
  }

  list(kind: SipKind, parentId: string | null) {
    return this.answer<readonly SipThing[]>(() => {
      if (sipParents[kind] !== null && !this.things.some(({ id }) => id === parentId)) return missing;
      const found = this.things.filter((thing) => thing.kind === kind && thing.parentId === parentId);
      return { kind: "ok", value: found.map(({ id, fields: { password: _, ...fields } }) => ({ id, fields })) };
    });
  }

  create(kind: SipKind, parentId: string | null, fields: SipFields) {
    return this.answer<SipThing>(() => {
      if (sipParents[kind] !== null && !this.things.some(({ id }) => id === parentId)) return missing;
      serial += 1;
      const id = fields.listId ?? fields.numberId ?? `${kind}-${serial}`;
      this.things.push({ kind, parentId, id, fields });
      return { kind: "ok", value: { id, fields } };
    });
  }

  update(kind: SipKind, _parentId: string | null, id: string, fields: SipFields) {
    return this.answer<SipThing>(() => {
      const before = this.things.find((thing) => thing.kind === kind && thing.id === id);
      if (!before) return missing;
      const after = { ...before, fields: { ...before.fields, ...fields } };
      this.things = this.things.map((thing) => (thing === before ? after : thing));
      return { kind: "ok", value: after };
    });
  }

  remove(kind: SipKind, _parentId: string | null, id: string) {
    return this.answer<null>(() => {
      const isUsed = this.things.some(
        ({ kind: other, parentId, fields }) =>
          (parentId === id && kind !== "credential_list" && kind !== "ip_access_list") ||
          (other !== kind && [fields.listId, fields.policyId, fields.trunkId].includes(id)),
      );
      const isMapping = kind.startsWith("domain_") || kind.startsWith("trunk_");
      if (isUsed && !isMapping) {
        return { kind: "refused", code: "carrier_refused", carrierCode: 20009, message: `${kind} is in use.` };
      }
      this.things = this.things.filter((thing) => !(thing.kind === kind && thing.id === id) && thing.parentId !== id);
      return { kind: "ok", value: null };
    });
  }
}

const missing = { kind: "refused", code: "not_found", carrierCode: 20404, message: "Not found." } as const;
