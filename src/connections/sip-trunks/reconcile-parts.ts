import type { CarrierResult } from "#kernel/ports/carrier";
import type { CarrierSip, SipFields, SipKind, SipThing } from "#kernel/ports/carrier-sip";
import { differences, type WantedPart } from "./parts";
import {
  type Provisioned,
  type ProvisionedPart,
  type ProvisioningError,
  partsOf,
  withoutPart,
  withPart,
} from "./provisioned";
import { noSuchTrunk, provisioningError } from "./provisioning-hints";

export interface Reconciliation {
  readonly wanted: readonly WantedPart[];
  readonly provisioned: Provisioned;
  /** Stores a step before the next request. False: someone else works on the trunk now. */
  readonly save: (provisioned: Provisioned) => Promise<boolean>;
  /** Keeps others away where nothing is to be stored. False: someone else works on the trunk now. */
  readonly renew: (provisioned: Provisioned) => Promise<boolean>;
}

export type ReconciliationOutcome =
  | { readonly kind: "done"; readonly provisioned: Provisioned }
  | { readonly kind: "failed"; readonly error: ProvisioningError }
  | { readonly kind: "lease_lost" };

/** A thing is removed before those that it refers to. */
const removalOrder: readonly SipKind[] = [
  "trunk_number",
  "domain_credential_list",
  "domain_ip_access_list",
  "trunk_credential_list",
  "trunk_ip_access_list",
  "origination_url",
  "sip_domain",
  "byoc_trunk",
  "elastic_trunk",
  "connection_target",
  "connection_policy",
  "credential",
  "ip_address",
  "credential_list",
  "ip_access_list",
];

/**
 * Makes and changes the wanted parts at Twilio, then removes the others that we made. It looks for a part under its
 * SID and its name before it makes one, so a part whose answer was lost is found again and not made twice.
 */
export async function reconcileParts(
  sip: CarrierSip,
  { wanted, provisioned: before, save, renew }: Reconciliation,
): Promise<ReconciliationOutcome> {
  let provisioned = before;
  for (const part of wanted) {
    for (let isDone = false; !isDone; ) {
      const ensured = await ensurePart(sip, part, provisioned);
      if (ensured.kind === "failed") return ensured;
      const store = ensured.provisioned === provisioned ? renew : save;
      provisioned = ensured.provisioned;
      isDone = ensured.isDone;
      if (!(await store(provisioned))) return { kind: "lease_lost" };
    }
  }
  const names = new Set(wanted.map(({ name }) => name));
  const stale = partsOf(provisioned)
    .filter(({ name }) => !names.has(name))
    .toSorted((one, other) => removalOrder.indexOf(one.kind) - removalOrder.indexOf(other.kind));
  for (const part of stale) {
    const { name, kind, parentId, id, adopted } = part;
    const removed = adopted ? await giveBack(sip, part) : await sip.remove(kind, parentId, id);
    if (removed.kind !== "ok") return { kind: "failed", error: provisioningError(name, removed) };
    provisioned = withoutPart(provisioned, name);
    if (!(await save(provisioned))) return { kind: "lease_lost" };
  }
  return { kind: "done", provisioned };
}

/** Leaves an adopted part as it was before. */
async function giveBack(
  sip: CarrierSip,
  { kind, parentId, id, before }: ProvisionedPart,
): Promise<CarrierResult<unknown>> {
  if (!before) return { kind: "ok", value: null };
  const restored = await sip.update(kind, parentId, id, before);
  const isGone = restored.kind === "refused" && restored.code === "not_found";
  return isGone ? { kind: "ok", value: null } : restored;
}

type Ensured =
  /** `isDone` false: the part's record must be stored before the part is changed. */
  | { readonly kind: "ok"; readonly provisioned: Provisioned; readonly isDone: boolean }
  | { readonly kind: "failed"; readonly error: ProvisioningError };

async function ensurePart(sip: CarrierSip, part: WantedPart, provisioned: Provisioned): Promise<Ensured> {
  const { name, kind, adoptedId, passwordMark = null } = part;
  const stored = partsOf(provisioned).find((one) => one.name === name);
  const { parentId, fields } = withIds(part, provisioned);
  const listed = await sip.list(kind, parentId);
  if (listed.kind !== "ok") return { kind: "failed", error: provisioningError(name, listed) };
  const found = findPart(part, listed.value, fields, stored);
  if (!found && adoptedId !== undefined) return { kind: "failed", error: noSuchTrunk(adoptedId) };
  const intent = intentOf(part, { parentId, fields, found, stored });
  if (intent) return { kind: "ok", provisioned: withPart(provisioned, intent), isDone: false };
  const hasPassword = stored !== undefined && stored.id === found?.id && stored.passwordMark === passwordMark;
  const made = await makeEqual(sip, part, { parentId, fields, found, hasPassword });
  if (made.kind !== "ok") return { kind: "failed", error: provisioningError(name, made) };
  const { id, fields: its } = made.value;
  const isKnown = stored?.id === id && stored.parentId === parentId && stored.passwordMark === passwordMark;
  const domain = its.domain ?? provisioned.domain;
  if (isKnown && domain === provisioned.domain) return { kind: "ok", provisioned, isDone: true };
  const record: ProvisionedPart = {
    name,
    kind,
    id,
    parentId,
    passwordMark,
    ...((adoptedId !== undefined || stored?.adopted) && { adopted: true }),
    ...(stored?.before && { before: stored.before }),
  };
  const known = { ...withPart(provisioned, record), ...(domain !== undefined && { domain }) };
  return { kind: "ok", provisioned: known, isDone: true };
}

/**
 * The record of a part that must be stored before Twilio is asked to change anything: the old values of an adopted
 * trunk, and whether a number was on the trunk before. Null: there is nothing to store first.
 */
function intentOf(
  { name, kind, adoptedId, passwordMark = null }: WantedPart,
  {
    parentId,
    fields,
    found,
    stored,
  }: Pick<Equation, "parentId" | "fields" | "found"> & { readonly stored: ProvisionedPart | undefined },
): ProvisionedPart | null {
  if (kind === "trunk_number" && !stored) {
    return { name, kind, id: fields.numberId ?? "", parentId, passwordMark, ...(found && { adopted: true }) };
  }
  const unsaved = Object.keys(fields).filter((field) => !Object.hasOwn(stored?.before ?? {}, field));
  if (adoptedId === undefined || !found || unsaved.length === 0) return null;
  const values = Object.fromEntries(unsaved.map((field) => [field, Reflect.get(found.fields, field) ?? ""]));
  return { name, kind, id: found.id, parentId, passwordMark, adopted: true, before: { ...values, ...stored?.before } };
}

/** A part's parent and fields, with the SIDs that are known. */
export function withIds({ parent, fields }: WantedPart, provisioned: Provisioned) {
  const idOf = (name: string): string => partsOf(provisioned).find((one) => one.name === name)?.id ?? "";
  return { parentId: parent === null ? null : idOf(parent), fields: fields(idOf) };
}

/** The thing at Twilio that is this part: by its SID, or by the name that we give it. */
export function findPart(
  { identity, adoptedId }: WantedPart,
  things: readonly SipThing[],
  fields: SipFields,
  stored: ProvisionedPart | undefined,
): SipThing | undefined {
  const id = adoptedId ?? stored?.id;
  const known = things.find((thing) => thing.id === id);
  if (known || adoptedId !== undefined) return known;
  return things.find((thing) => thing.fields[identity] === fields[identity]);
}

interface Equation {
  readonly parentId: string | null;
  readonly fields: SipFields;
  readonly found: SipThing | undefined;
  /** Whether Twilio was given the part's present password. */
  readonly hasPassword: boolean;
}

async function makeEqual(
  sip: CarrierSip,
  { kind, passwordMark }: WantedPart,
  { parentId, fields, found, hasPassword }: Equation,
): Promise<CarrierResult<SipThing>> {
  if (!found) return await sip.create(kind, parentId, fields);
  const changed = differences(fields, found.fields);
  const needsPassword = passwordMark !== undefined && !hasPassword;
  if (changed.length === 0 && !needsPassword) return { kind: "ok", value: found };
  const sent = Object.entries(fields).filter(
    ([name]) => changed.includes(name) || (needsPassword && name === "password"),
  );
  return await sip.update(kind, parentId, found.id, Object.fromEntries(sent));
}
