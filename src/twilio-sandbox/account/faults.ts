import { z } from "zod";
import { draw } from "../inventory/hash";
import { type Operation, operations } from "./journal";

const faultKinds = [
  "answer_lost",
  "timeout_before",
  "rate_limited",
  "server_error",
  "server_error_after",
  "not_available",
  "slow",
  "refuse",
  "html_error",
  "empty_body",
  "truncated",
] as const;

const faultFields = z.strictObject({
  kind: z.enum(faultKinds),
  operation: z.enum([...operations, "any"]).default("any"),
  phone_number: z.string().optional(),
  page: z.int().min(0).optional(),
  times: z.int().min(-1).default(1),
  probability: z.number().min(0).max(1).default(1),
  seed: z.int().default(1),
  delay_ms: z.int().min(0).max(600_000).optional(),
  retry_after: z.union([z.int().min(0), z.string()]).optional(),
  status: z.int().min(200).max(599).optional(),
  code: z.int().optional(),
  message: z.string().optional(),
});
/** The body of POST /sandbox/faults. */
export const faultSchema = faultFields
  .refine(({ kind, operation }) => kind !== "not_available" || operation === "buy" || operation === "any", {
    path: ["operation"],
    message: "not_available strikes purchases only",
  })
  .refine(({ kind, page, operation }) => (kind !== "truncated" && page === undefined) || operation === "list", {
    path: ["operation"],
    message: "only lists have pages",
  });
export type Fault = z.output<typeof faultSchema>;

export interface ArmedFault {
  id: number;
  fault: Fault;
  /** How often the fault will still occur; -1 means without end. */
  remaining: number;
  drawn: number;
  used: number;
}

type Row = Record<string, SqlStorageValue>;

export class FaultStore {
  readonly #sql: SqlStorage;
  readonly #owner: string;

  constructor(sql: SqlStorage, owner: string) {
    this.#sql = sql;
    this.#owner = owner;
  }

  add(fault: Fault): number {
    const rows = this.#sql.exec<Row>(
      "INSERT INTO faults (owner, fault, remaining) VALUES (?, ?, ?) RETURNING id",
      this.#owner,
      JSON.stringify(fault),
      fault.times,
    );
    return Number(rows.one().id);
  }

  all(): ArmedFault[] {
    return this.#sql
      .exec<Row>("SELECT * FROM faults WHERE owner = ? ORDER BY id", this.#owner)
      .toArray()
      .map((row) => ({
        id: Number(row.id),
        fault: faultSchema.parse(JSON.parse(String(row.fault))),
        remaining: Number(row.remaining),
        drawn: Number(row.drawn),
        used: Number(row.used),
      }));
  }

  remove(id: number): boolean {
    const removal = "DELETE FROM faults WHERE owner = ? AND id = ? RETURNING id";
    return this.#sql.exec(removal, this.#owner, id).toArray().length > 0;
  }

  clear(): void {
    this.#sql.exec("DELETE FROM faults WHERE owner = ?", this.#owner);
  }

  /** Finds and counts the fault for this request: the oldest one that matches and whose `chance` comes up. */
  strike(request: Struck): Fault | undefined {
    for (const armed of this.all()) {
      if (!fits(armed, request)) continue;
      const strikes = draw(armed.fault.seed, armed.drawn) < armed.fault.probability;
      const spent = strikes ? 1 : 0;
      this.#sql.exec(
        `UPDATE faults SET drawn = drawn + 1, used = used + ?,
           remaining = CASE WHEN remaining > 0 THEN remaining - ? ELSE remaining END WHERE id = ?`,
        spent,
        spent,
        armed.id,
      );
      if (strikes) return armed.fault;
    }
    return undefined;
  }
}

/** The properties of a request that a fault may match. */
export interface Struck {
  operation: Operation;
  phoneNumber: string | null;
  /** The page of a list, counted from 0. */
  page: number | null;
}

function fits({ fault, remaining }: ArmedFault, { operation, phoneNumber, page }: Struck): boolean {
  if (remaining === 0) return false;
  if (fault.kind === "not_available" && operation !== "buy") return false;
  if (fault.operation !== "any" && fault.operation !== operation) return false;
  if (fault.page !== undefined && fault.page !== page) return false;
  return fault.phone_number === undefined || fault.phone_number === phoneNumber;
}
