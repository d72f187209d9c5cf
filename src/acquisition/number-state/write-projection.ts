import { sql } from "drizzle-orm";
import { mayTake } from "#acquisition/account/queries";
import { finishItem, isItemCompleted, itemState, pendItem } from "#acquisition/orders/item-statements";
import { claimDocuments } from "#acquisition/regulatory/claim-documents";
import { changeHold, createHold, holdRow, type ReservationImage } from "#acquisition/reservations/hold-statements";
import type { ReservationStatus } from "#acquisition/reservations/lifetime";
import type { EventData, EventType } from "#events/log/catalogue";
import { recordEvent } from "#events/log/record";
import { agentExists } from "#inventory/agents/queries";
import { startAssignment } from "#inventory/assignments/assignment-statements";
import {
  confirmReleased,
  endCoolingOff,
  insertAdopted,
  insertPurchased,
  restorePurchased,
  rowAtCarrier,
} from "#inventory/phone-numbers/object-projection";
import { numberInService } from "#inventory/phone-numbers/row-conditions";
import { setFirstAgent } from "#inventory/phone-numbers/set-agent";
import { noPlanSince, openPlan } from "#inventory/routing/plan-statements";
import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import { batchNamed, type Database, previousWroteSomething, type Statement, wroteSomething } from "#kernel/db/db";
import type { NewNumber, NumberPort } from "#kernel/ports/adoption";
import { noDocuments } from "#kernel/ports/carrier";
import type { Actor, ItemOutcome } from "#kernel/ports/number-object";
import { idPrefixes } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import type { Cooling } from "./number-record";

/**
 * Writes a number's changes from its object's outbox to D1. D1 answers all reads, so it is a projection of the objects.
 */

interface Change {
  readonly by: Actor;
  readonly at: number;
}

interface ItemChange extends Change {
  readonly itemId: string;
  readonly orderId: string;
  /** The hold that the purchase used, as D1 is to show it. */
  readonly reservation: ReservationImage | null;
}

export interface ItemFinished extends ItemChange {
  readonly kind: "item_finished";
  readonly outcome: ItemOutcome;
  readonly number: NewNumber | null;
}

/** One change of a number's record, as D1 is to show it. Writing it again changes nothing. */
export type Projection =
  | (Change & { readonly kind: "hold_created"; readonly reservation: ReservationImage })
  | (Change & {
      readonly kind: "hold_changed";
      readonly event: "reservation.extended" | "reservation.canceled" | "reservation.expired";
      readonly reservation: ReservationImage;
    })
  | (ItemChange & { readonly kind: "item_pending"; readonly status: "purchasing" | "unknown" })
  | ItemFinished
  | (Change & { readonly kind: "number_released" | "cooling_off_over"; readonly phoneNumberId: string })
  | (Change & {
      readonly kind: "number_adopted";
      readonly number: NewNumber;
      readonly orderItemId: string | null;
      /** The cooling-off that the adoption ended. */
      readonly cooling: Cooling | null;
      /** As in `AdoptionRequest`. Records of versions without ports do not have it. */
      readonly port?: NumberPort;
    });

/**
 * `refused`: D1 answered, and a rule forbids the change (limit reached, number owned already). A repeat would not help.
 */
export type WriteResult = "written" | "refused";

export interface ProjectionDeps {
  readonly db: Database;
  readonly e164: string;
  readonly newEventId: () => string;
  readonly changed: ChangedSubjects;
  readonly now: number;
}

/** Writes one change with its events, in one batch. Throws when D1 cannot be reached. */
export async function writeProjection(deps: ProjectionDeps, change: Projection): Promise<WriteResult> {
  const { db, e164 } = deps;
  switch (change.kind) {
    case "hold_created": {
      const { reservation } = change;
      const { created } = await batchNamed(db, {
        created: createHold(db, e164, reservation, deps.now),
        event: eventOf(deps, change, "reservation.created", reservation.id, holdData(deps, reservation)),
      });
      if (wroteSomething(created)) return "written";
      // Either the tenant's limit refused it, or an earlier attempt without an answer has written it.
      return (await holdRow(db, reservation.id)).length > 0 ? "written" : "refused";
    }
    case "hold_changed":
      await db.batch([
        changeHold(db, change.reservation, change.at),
        eventOf(deps, change, change.event, change.reservation.id, holdData(deps, change.reservation)),
      ]);
      return "written";
    case "item_pending":
      await db.batch([
        pendItem(db, change.itemId, change.status, change.at),
        eventOf(deps, change, "order.item_pending", change.orderId, {
          ...itemData(deps, change),
          status: change.status,
        }),
        ...updateUsedHold(deps, change),
      ]);
      return "written";
    case "item_finished":
      return await writeOutcome(deps, change);
    case "number_released":
      await db.batch([
        confirmReleased(db, change.phoneNumberId, change.at),
        eventOf(deps, change, "phone_number.cooling_off", change.phoneNumberId, { phone_number: e164 }),
      ]);
      return "written";
    case "cooling_off_over":
      await db.batch([
        endCoolingOff(db, change.phoneNumberId, change.at),
        eventOf(deps, change, "phone_number.released", change.phoneNumberId, { phone_number: e164 }),
      ]);
      return "written";
    case "number_adopted":
      return await writeAdoption(deps, change);
  }
}

async function writeAdoption(
  deps: ProjectionDeps,
  change: Extract<Projection, { kind: "number_adopted" }>,
): Promise<WriteResult> {
  const { db, e164 } = deps;
  const { number, orderItemId, at, by, port } = change;
  const acquisitionMethod = port ? ("porting" as const) : ("reseller" as const);
  const adoption = { number, e164, tenantId: by.tenantId, itemId: orderItemId, at, acquisitionMethod };
  // The number is paid for, so a suspended tenant gets it, too; but no tenant gets more than its caps allow.
  const fits = mayTake(by.tenantId, [number.monthlyPrice], { mayBeSuspended: true });
  const { rows } = await batchNamed(db, {
    number: number.restored ? restorePurchased(db, adoption, fits) : insertAdopted(db, adoption, fits),
    event: port
      ? eventOf(deps, change, "phone_number.ported_in", number.id, {
          phone_number: e164,
          porting_request_id: port.portingRequestId,
        })
      : eventOf(deps, change, "phone_number.adopted", number.id, { phone_number: e164, order_item_id: orderItemId }),
    setUp: port
      ? setUpNumber(deps, change, number, {
          assignmentId: port.portingNumberId.replace(idPrefixes.portingNumber, idPrefixes.assignment),
        })
      : [],
    rows: rowAtCarrier(db, number),
  });
  return rows.length > 0 ? "written" : "refused";
}

async function writeOutcome(deps: ProjectionDeps, change: ItemFinished): Promise<WriteResult> {
  const { outcome, number } = change;
  const { finished } = await batchNamed(deps.db, {
    finished: finishOpenItem(deps, change),
    itemEvent: itemEvent(deps, change),
    number: number ? insertNumber(deps, change, number) : [],
    hold: updateUsedHold(deps, change),
    claims: claimUsedDocuments(deps, change),
    setUp:
      number && !number.restored
        ? setUpNumber(deps, change, number, {
            assignmentId: change.itemId.replace(idPrefixes.orderItem, idPrefixes.assignment),
          })
        : [],
  });
  if (wroteSomething(finished.at(-1))) return "written";
  // Either an earlier attempt without an answer has written the outcome, or the item has another one.
  const [item] = await itemState(deps.db, change.itemId);
  return item?.status === outcome.kind ? "written" : "refused";
}

/** The item's event follows the statement before it: it is written only if that has just finished the item. */
function itemEvent(deps: ProjectionDeps, change: ItemFinished) {
  const { outcome, orderId } = change;
  const item = itemData(deps, change);
  if (outcome.kind === "completed") {
    return eventOf(deps, change, "order.item_completed", orderId, { ...item, phone_number_id: outcome.phoneNumberId });
  }
  const { code, carrierCode, retryable } = outcome;
  return eventOf(deps, change, "order.item_failed", orderId, { ...item, code, carrier_code: carrierCode, retryable });
}

function eventOf<T extends EventType>(
  { db, newEventId, changed }: ProjectionDeps,
  { by, at }: Change,
  type: T,
  subjectId: string,
  data: EventData<T>,
) {
  return recordEvent(db, { ...by, at, newEventId, changed }, type, subjectId, data);
}

const itemData = ({ e164 }: ProjectionDeps, { itemId }: ItemChange) => ({ item_id: itemId, phone_number: e164 });

const holdData = ({ e164 }: ProjectionDeps, { expiresAt, phoneNumberId }: ReservationImage) => ({
  phone_number: e164,
  expires_at: isoTime(expiresAt),
  phone_number_id: phoneNumberId,
});

/**
 * Finishes the item if it is open. The rest of the batch follows this write. For a number that is restored, its row
 * comes back first, and the item finishes only if it does.
 */
function finishOpenItem({ db }: ProjectionDeps, { itemId, outcome, at, number }: ItemFinished): Statement[] {
  if (!number?.restored) return [finishItem(db, itemId, outcome, at)];
  return [restorePurchased(db, { number, itemId, at }), finishItem(db, itemId, outcome, at, previousWroteSomething)];
}

function insertNumber(deps: ProjectionDeps, change: ItemFinished, number: NewNumber): Statement[] {
  const { db, e164 } = deps;
  const { by, itemId, orderId, at } = change;
  const data = { phone_number: e164, order_id: orderId };
  if (number.restored) return [eventOf(deps, change, "phone_number.restored", number.id, data)];
  return [
    ...insertPurchased(db, { number, e164, tenantId: by.tenantId, itemId, at }),
    eventOf(deps, change, "phone_number.purchased", number.id, data),
  ];
}

/**
 * Assigns the agent and opens the routing plan that the order or porting request names. These statements are gated by
 * each other, not by the ones before them, and gate no others: if the agent was deleted meanwhile, the number still
 * comes, without an agent. `assignmentId`: derived from what brought the number, so a projection that is written again
 * makes the same assignment.
 */
function setUpNumber(
  deps: ProjectionDeps,
  change: Change,
  { id, configuration }: NewNumber,
  { assignmentId }: { readonly assignmentId: string },
): Statement[] {
  const { db, e164, newEventId, changed } = deps;
  const { by, at } = change;
  const { agentId, routing } = configuration;
  const { tenantId } = by;
  const since = { phoneNumberId: id, tenantId, validFrom: at, validTo: null };
  const assigned = agentId
    ? [
        setFirstAgent(db, id, agentId, agentExists(tenantId, agentId)),
        ...startAssignment(db, { ...by, at, newEventId, changed }, { ...since, id: assignmentId, e164, agentId }),
      ]
    : [];
  const isNew = sql`${numberInService(tenantId, id)} and ${noPlanSince(id, 1)}`;
  const routed = routing
    ? [
        ...openPlan(db, { ...since, version: 1, plan: routing }, isNew),
        eventOf(deps, change, "phone_number.routing_changed", id, { phone_number: e164, version: 1 }),
      ]
    : [];
  return [...assigned, ...routed];
}

/**
 * Claims the documents that a number was bought with for its buyer. The statement has its own condition, so it may
 * stand anywhere in the batch.
 */
function claimUsedDocuments({ db }: ProjectionDeps, { by, itemId, at, number }: ItemFinished): Statement[] {
  const documents = number?.documents ?? noDocuments;
  return claimDocuments(db, { tenantId: by.tenantId, documents, orderItemId: itemId, at }, isItemCompleted(db, itemId));
}

const reservationEvents = {
  held: "reservation.reinstated",
  purchasing: "reservation.purchasing",
  completed: "reservation.completed",
  canceled: "reservation.canceled",
  expired: "reservation.expired",
  lost: "reservation.lost",
  failed: "reservation.failed",
} as const satisfies Record<ReservationStatus, EventType>;

/** Updates the hold that the purchase used, if the statement before it changed something. */
function updateUsedHold(deps: ProjectionDeps, change: ItemChange): Statement[] {
  const image = change.reservation;
  if (!image) return [];
  return [
    changeHold(deps.db, image, change.at, previousWroteSomething),
    eventOf(deps, change, reservationEvents[image.status], image.id, holdData(deps, image)),
  ];
}
