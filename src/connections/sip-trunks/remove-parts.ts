import { type CarrierSip, type SipKind, type SipThing, sipKinds, sipParents } from "#kernel/ports/carrier-sip";
import { sipLabelOf } from "./parts";
import { type Provisioned, type ProvisioningError, partsOf, withPart } from "./provisioned";
import { provisioningError } from "./provisioning-hints";
import { type Reconciliation, type ReconciliationOutcome, reconcileParts } from "./reconcile-parts";
import type { TrunkRow } from "./table";

type Removed = Pick<TrunkRow, "id" | "provider" | "provisioned">;

/**
 * Removes everything at Twilio that is the trunk's: the parts that are stored, and those that an invocation made before
 * it died. A kind that Twilio does not list fails the removal, but only after the others are removed.
 */
export async function removeParts(
  sip: CarrierSip,
  trunk: Removed,
  { save, renew }: Pick<Reconciliation, "save" | "renew">,
): Promise<ReconciliationOutcome> {
  const { provisioned, error } = await findParts(sip, trunk);
  if (!(await save(provisioned))) return { kind: "lease_lost" };
  const outcome = await reconcileParts(sip, { wanted: [], provisioned, save, renew });
  // A part that was not found may be why another one could not be removed.
  return error && outcome.kind !== "lease_lost" ? { kind: "failed", error } : outcome;
}

/** The kinds of a trunk's parts that belong to no other part. */
const rootKinds = {
  twilio_elastic: ["elastic_trunk", "credential_list", "ip_access_list"],
  byoc: ["sip_domain", "byoc_trunk", "connection_policy", "credential_list", "ip_access_list"],
  generic: [],
} as const satisfies Record<TrunkRow["provider"], readonly SipKind[]>;

/**
 * The stored parts, with those that have the trunk's label at Twilio and all that belongs to these. Only the links to
 * our lists are ours in a trunk that was taken over.
 */
async function findParts(
  sip: CarrierSip,
  { id: trunkId, provider, provisioned: stored }: Removed,
): Promise<{ readonly provisioned: Provisioned; readonly error: ProvisioningError | null }> {
  let provisioned = stored;
  let error: ProvisioningError | null = null;
  const addListed = async (kind: SipKind, parentId: string | null, isOurs: (thing: SipThing) => boolean) => {
    const name = kind.replaceAll("_", " ");
    const listed = await sip.list(kind, parentId);
    if (listed.kind === "ok") {
      for (const { id } of listed.value.filter(isOurs)) {
        const isStored = partsOf(provisioned).some((part) => part.kind === kind && part.id === id);
        const part = { name: `${name} ${id}`, kind, id, parentId, passwordMark: null };
        if (!isStored) provisioned = withPart(provisioned, part);
      }
    } else if (listed.kind !== "refused" || listed.code !== "not_found") {
      error ??= provisioningError(name, listed);
    }
  };
  for (const kind of rootKinds[provider]) {
    await addListed(kind, null, ({ fields }) => fields.label === sipLabelOf(trunkId));
  }
  const roots = partsOf(provisioned).filter(({ parentId }) => parentId === null);
  const isRoot = (id: string | undefined) => roots.some((root) => root.id === id);
  for (const { kind: rootKind, id, adopted } of roots) {
    for (const kind of sipKinds.filter((each) => sipParents[each] === rootKind)) {
      await addListed(kind, id, ({ fields }) => !adopted || isRoot(fields.listId));
    }
  }
  return { provisioned, error };
}
