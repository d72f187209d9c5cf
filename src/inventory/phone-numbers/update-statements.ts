import { and, or, type SQL, sql } from "drizzle-orm";
import { preparedEvent } from "#events/log/record";
import { isOneOf, previousWroteSomething } from "#kernel/db/db";
import { preparedRows, preparedWrite } from "#kernel/db/prepared";
import { namedVersions } from "#kernel/http/etag";
import type { Context } from "#kernel/ports/context";
import { serviceStatuses } from "./lifecycle";
import { MAX_METADATA_KEYS } from "./merge-metadata";
import { isReferenced, type ReferenceShape, readNumber, referenceShape, referenceValues } from "./queries";
import { type NumberRow, phoneNumbers } from "./table";
import type { NumberChange } from "./wire";

/**
 * The statements of a PATCH, for one batch: the event, which finds out which fields change, then the update if the
 * event was written. The fields are given as placeholders of the same names.
 */

const properties = {
  friendly_name: "friendlyName",
  tags: "tags",
  metadata: "metadata",
  deletion_lock: "deletionLock",
  port_out_lock: "portOutLock",
  sms_forward_to: "smsForwardTo",
} as const satisfies Record<keyof NumberChange, keyof NumberRow>;
type Field = keyof typeof properties;
const allFields = Object.keys(properties) as Field[];

const columnOf = (field: Field) => phoneNumbers[properties[field]];

interface Shape {
  /** The rest of this object as text. */
  readonly shape: string;
  readonly by: ReferenceShape;
  /** The fields that the change names. */
  readonly fields: readonly Field[];
  readonly isConditional: boolean;
  /** The number must be in service. */
  readonly inService: boolean;
  /** The number must be able to forward messages to the new `sms_forward_to`. */
  readonly forwards: boolean;
}

export function shapeOfUpdate(reference: string, change: NumberChange, ifMatch: string | undefined): Shape {
  const forwards = typeof change.sms_forward_to === "string";
  const parts = {
    by: referenceShape(reference),
    fields: allFields.filter((field) => change[field] !== undefined),
    isConditional: namedVersions(ifMatch) !== null,
    inService: forwards || change.deletion_lock === true || change.port_out_lock === true,
    forwards,
  };
  return { ...parts, shape: Object.values(parts).join() };
}

const toCell = (value: NumberChange[Field]): string | number | null => {
  if (value === undefined || value === null || typeof value === "string") return value ?? null;
  return typeof value === "boolean" ? Number(value) : JSON.stringify(value);
};

export const updateValues = (ctx: Context, reference: string, change: NumberChange, ifMatch: string | undefined) => ({
  ...referenceValues(ctx, reference),
  ...Object.fromEntries(allFields.map((field) => [field, toCell(change[field])])),
  versions: JSON.stringify(namedVersions(ifMatch)),
  now: ctx.now,
});

/** The field's value after the change. Metadata is merged as a JSON merge patch (RFC 7396), as `mergeMetadata` does. */
const valueAfter = (field: Field): SQL =>
  field === "metadata"
    ? sql`json_patch(${phoneNumbers.metadata}, ${sql.placeholder("metadata")})`
    : sql`${sql.placeholder(field)}`;

const differs = (field: Field): SQL => sql`${columnOf(field)} is not ${valueAfter(field)}`;

/** The conditions of a change, as `updateNumber` checks them for the reason of a refusal. */
function mayChange({ by, fields, isConditional, inService, forwards }: Shape) {
  const { acquisitionMethod, e164, version, status } = phoneNumbers;
  return and(
    isReferenced(by),
    isConditional
      ? sql`cast(${version} as text) in (select value from json_each(${sql.placeholder("versions")}))`
      : undefined,
    inService ? isOneOf(status, serviceStatuses) : undefined,
    forwards ? sql`${acquisitionMethod} <> 'sip_trunk' and ${e164} <> ${sql.placeholder("sms_forward_to")}` : undefined,
    fields.includes("metadata")
      ? sql`(select count(*) from json_each(${valueAfter("metadata")})) <= ${sql.raw(String(MAX_METADATA_KEYS))}`
      : undefined,
    fields.length === 0 ? sql`false` : or(...fields.map(differs)),
  );
}

const changedNames = (fields: readonly Field[]): SQL => {
  const names = fields.map((field) => sql`iif(${differs(field)}, ${sql.raw(`',"${field}"'`)}, '')`);
  return sql`json('[' || substr(${sql.join([...names, sql`''`], sql` || `)}, 2) || ']')`;
};

export const updateEvent = preparedWrite((db, shape: Shape) =>
  preparedEvent(db, "phone_number.updated", {
    subjectId: sql`${phoneNumbers.id}`,
    data: sql`json_object('phone_number', ${phoneNumbers.e164}, 'changed', ${changedNames(shape.fields)})`,
    rest: sql`from ${phoneNumbers} where ${mayChange(shape)}`,
  }),
);

export const updateStatement = preparedRows(
  (db, { by, fields }: Shape) =>
    db
      .update(phoneNumbers)
      .set({
        ...Object.fromEntries(fields.map((field) => [properties[field], valueAfter(field)])),
        version: sql`${phoneNumbers.version} + 1`,
        updatedAt: sql`${sql.placeholder("now")}`,
      })
      .where(and(isReferenced(by), previousWroteSomething))
      .returning(),
  readNumber,
);
