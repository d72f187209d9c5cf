import { sql } from "drizzle-orm";
import { z } from "zod";
import { finishItem, isCompleted, itemState, pendItem } from "#acquisition/orders/item-statements";
import { claimDocuments } from "#acquisition/regulatory/claim-documents";
import { changeHold, createHold, holdRow, type ReservationImage } from "#acquisition/reservations/hold-statements";
import type { ReservationStatus } from "#acquisition/reservations/lifetime";
import type { EventData, EventType } from "#events/log/catalogue";
import { recordEvent } from "#events/log/record";
import { agentExists } from "#inventory/agents/queries";
import { startAssignment } from "#inventory/assignments/change";
import {
  confirmReleased,
  insertAdopted,
  insertPurchased,
  restorePurchased,
  rowAtCarrier,
} from "#inventory/phone-numbers/object-projection";
import { numberInService } from "#inventory/phone-numbers/row-conditions";
import { setFirstAgent } from "#inventory/phone-numbers/set-agent";
import { noPlanSince, openPlan } from "#inventory/routing/plan-change";
import type { ChangedSubjects } from "#kernel/db/changed-subjects";
import { type Database, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { NewNumber } from "#kernel/ports/adoption";
import { noDocuments } from "#kernel/ports/carrier";
import type { Actor, ItemOutcome } from "#kernel/ports/number-object";
import { prefixes } from "#kernel/values/ids";
import { isoTime } from "#kernel/values/time";
import type { Cooling } from "./number-record";

interface Told {
  readonly by: Actor;
  readonly at: number;
}

interface ItemTold extends Told {
  readonly itemId: string;
  readonly orderId: string;
  readonly reservation: ReservationImage | null;
}

export interface ItemFinished extends ItemTold {
  readonly kind: "item_settled";
  readonly outcome: ItemOutcome;
  readonly number: NewNumber | null;
}

/** One change of a number's object that the database must be told of. Telling it twice is telling it once. */
export type Projection =
  | (Told & { readonly kind: "hold_created"; readonly reservation: ReservationImage })
  | (Told & {
      readonly kind: "hold_changed";
      readonly event: "reservation.extended" | "reservation.cancelled" | "reservation.expired";
      readonly reservation: ReservationImage;
    })
  | (ItemTold & { readonly kind: "item_pending"; readonly status: "purchasing" | "unknown" })
  | ItemFinished
  | (Told & { readonly kind: "number_released"; readonly phoneNumberId: string })
  | (Told & {
      readonly kind: "number_adopted";
      readonly number: NewNumber;
      readonly orderItemId: string | null;
      /** The cooling-off that the adoption ended; missing in what was adopted before this was remembered. */
      readonly cooling?: Cooling | null;
    });

/** `refused`: the database is there and will not have it (limit reached, number sold twice): saying it again is no use. */
export type CompareResult = "written" | "refused";

export interface ProjectionDeps {
  readonly db: Database;
  readonly e164: string;
  readonly newEventId: () => string;
  readonly changed: ChangedSubjects;
  readonly now: number;
}

/** Writes one change with its events, in one batch. Throws when the database cannot be reached. */
export async function project(deps: ProjectionDeps, told: Projection): Promise<CompareResult> {
  switch (told.kind) {
    case "hold_created": {
      const [, , rows] = await deps.db.batch([
        createHold(deps.db, deps.e164, told.reservation, deps.now),
        tell(deps, told, "reservation.created", told.reservation.id, holdData(deps, told.reservation)),
        holdRow(deps.db, told.reservation.id),
      ]);
      return rows.length > 0 ? "written" : "refused";
    }
    case "hold_changed":
      await deps.db.batch([
        changeHold(deps.db, told.reservation, told.at),
        tell(deps, told, told.event, told.reservation.id, holdData(deps, told.reservation)),
      ]);
      return "written";
    case "item_pending":
      await deps.db.batch([
        pendItem(deps.db, told.itemId, told.status, told.at),
        tell(deps, told, "order.item_pending", told.orderId, { ...itemData(deps, told), status: told.status }),
        ...followHold(deps, told),
      ]);
      return "written";
    case "item_settled":
      return await projectOutcome(deps, told);
    case "number_released":
      await deps.db.batch([
        confirmReleased(deps.db, told.phoneNumberId, told.at),
        tell(deps, told, "phone_number.cooling_off", told.phoneNumberId, { phone_number: deps.e164 }),
      ]);
      return "written";
    case "number_adopted":
      return await projectAdoption(deps, told);
  }
}

async function projectAdoption(
  deps: ProjectionDeps,
  told: Extract<Projection, { kind: "number_adopted" }>,
): Promise<CompareResult> {
  const { number, orderItemId, at, by } = told;
  const adoption = { number, e164: deps.e164, tenantId: by.tenantId, itemId: orderItemId, at };
  const [, , rows] = await deps.db.batch([
    number.restored ? restorePurchased(deps.db, adoption) : insertAdopted(deps.db, adoption),
    tell(deps, told, "phone_number.adopted", number.id, { phone_number: deps.e164, order_item_id: orderItemId }),
    rowAtCarrier(deps.db, number),
  ]);
  return rows.length > 0 ? "written" : "refused";
}

async function projectOutcome(deps: ProjectionDeps, told: ItemFinished): Promise<CompareResult> {
  const { outcome } = told;
  const completed = outcome.kind === "completed";
  const results = await deps.db.batch([
    ...begin(deps, told),
    completed
      ? tell(deps, told, "order.item_completed", told.orderId, {
          ...itemData(deps, told),
          phone_number_id: outcome.phoneNumberId,
        })
      : tell(deps, told, "order.item_failed", told.orderId, {
          ...itemData(deps, told),
          code: outcome.code,
          carrier_code: outcome.carrierCode,
          retryable: outcome.retryable,
        }),
    ...(told.number ? newNumber(deps, told, told.number) : []),
    ...followHold(deps, told),
    ...claimUsed(deps, told),
    ...(told.number && !told.number.restored ? setUp(deps, told, told.number) : []),
    itemState(deps.db, told.itemId),
  ]);
  const [item] = z.tuple([z.object({ status: z.string() })]).parse(results.at(-1));
  return item.status === outcome.kind ? "written" : "refused";
}

function tell<T extends EventType>(
  { db, newEventId, changed }: ProjectionDeps,
  { by, at }: Told,
  type: T,
  subjectId: string,
  data: EventData<T>,
) {
  return recordEvent(db, { ...by, at, newEventId, changed }, type, subjectId, data);
}

const itemData = ({ e164 }: ProjectionDeps, { itemId }: ItemTold) => ({ item_id: itemId, phone_number: e164 });

const holdData = ({ e164 }: ProjectionDeps, { expiresAt, phoneNumberId }: ReservationImage) => ({
  phone_number: e164,
  expires_at: isoTime(expiresAt),
  phone_number_id: phoneNumberId,
});

/**
 * What the whole batch hangs on: the item is settled while it is open, and where a number comes back, only together with the
 * row that is there for it.
 */
function begin({ db }: ProjectionDeps, told: ItemFinished): [Statement, ...Statement[]] {
  const { itemId, outcome, at, number } = told;
  if (!number?.restored) return [finishItem(db, itemId, outcome, at)];
  return [restorePurchased(db, { number, itemId, at }), finishItem(db, itemId, outcome, at, previousWroteSomething)];
}

function newNumber(deps: ProjectionDeps, told: ItemFinished, number: NewNumber): Statement[] {
  const { db, e164 } = deps;
  const data = { phone_number: e164, order_id: told.orderId };
  if (number.restored) return [tell(deps, told, "phone_number.restored", number.id, data)];
  return [
    insertPurchased(db, { number, e164, tenantId: told.by.tenantId, itemId: told.itemId, at: told.at }),
    tell(deps, told, "phone_number.purchased", number.id, data),
  ];
}

/**
 * Who answers the new number. Written for itself, as an agent that was deleted meanwhile leaves the number without one, and
 * whatever else the batch writes must not hang on that.
 */
function setUp(deps: ProjectionDeps, told: ItemFinished, { id, configuration }: NewNumber): Statement[] {
  const { db, e164, newEventId, changed } = deps;
  const { agentId, routing } = configuration;
  const { tenantId } = told.by;
  const from = { phoneNumberId: id, tenantId, validFrom: told.at, validTo: null };
  const assigned = agentId
    ? [
        setFirstAgent(db, id, agentId, agentExists(tenantId, agentId)),
        ...startAssignment(
          db,
          { ...told.by, at: told.at, newEventId, changed },
          // The item's own id, under another name: told again, it is the same assignment.
          { ...from, id: told.itemId.replace(prefixes.orderItem, prefixes.assignment), e164, agentId },
        ),
      ]
    : [];
  const routed = routing
    ? [
        ...openPlan(
          db,
          { ...from, version: 1, plan: routing },
          sql`${numberInService(tenantId, id)} and ${noPlanSince(id, 1)}`,
        ),
        tell(deps, told, "phone_number.routing_changed", id, { phone_number: e164, version: 1 }),
      ]
    : [];
  return [...assigned, ...routed];
}

/** What a number was bought with is its buyer's from then on. After all that is gated by the statement before it. */
function claimUsed({ db }: ProjectionDeps, { by, itemId, at, number }: ItemFinished): Statement[] {
  const claim = { tenantId: by.tenantId, papers: number?.papers ?? noDocuments, orderItemId: itemId, at };
  return claimDocuments(db, claim, isCompleted(db, itemId));
}

const followingEvents = {
  held: "reservation.reinstated",
  purchasing: "reservation.purchasing",
  completed: "reservation.completed",
  cancelled: "reservation.cancelled",
  expired: "reservation.expired",
  lost: "reservation.lost",
  failed: "reservation.failed",
} as const satisfies Record<ReservationStatus, EventType>;

/** The hold that a purchase used shares its fate, in the same batch. */
function followHold(deps: ProjectionDeps, told: ItemTold): Statement[] {
  const image = told.reservation;
  if (!image) return [];
  return [
    changeHold(deps.db, image, told.at, previousWroteSomething),
    tell(deps, told, followingEvents[image.status], image.id, holdData(deps, image)),
  ];
}
