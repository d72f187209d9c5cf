import { z } from "zod";

/** An answer for a receiver of the platform's webhooks. The oldest is used first, until it is used up. */
export const receiverAnswer = z.strictObject({
  /** Only for requests whose body contains this text. */
  contains: z.string().min(1).optional(),
  status: z.int().min(200).max(599).default(204),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(""),
  delay_ms: z.int().min(0).max(600_000).default(0),
  /** The connection breaks instead of an answer. */
  breaks: z.boolean().default(false),
  times: z.int().min(-1).default(1),
});
export type ReceiverAnswer = z.output<typeof receiverAnswer>;

type Row = Record<string, SqlStorageValue>;

/** Only this many of the latest requests are kept. */
const keptReceipts = 5_000;

/** Receivers by name. The first request to a name creates its receiver. */
export class ReceiverStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  addAnswer(name: string, answer: ReceiverAnswer): void {
    this.#sql.exec(
      "INSERT INTO receiver_answers (receiver, answer, remaining) VALUES (?, ?, ?)",
      name,
      JSON.stringify(answer),
      answer.times,
    );
  }

  forget(name: string): void {
    this.#sql.exec("DELETE FROM receiver_answers WHERE receiver = ?", name);
  }

  /** Stores a request and returns its answer. */
  received(name: string, headers: Record<string, string>, body: string, now: number): ReceiverAnswer | undefined {
    this.#sql.exec(
      "INSERT INTO receipts (receiver, at, headers, body) VALUES (?, ?, ?, ?)",
      name,
      now,
      JSON.stringify(headers),
      body,
    );
    this.#sql.exec("DELETE FROM receipts WHERE id <= (SELECT max(id) FROM receipts) - ?", keptReceipts);
    const armed = this.#sql
      .exec<Row>("SELECT * FROM receiver_answers WHERE receiver = ? AND remaining <> 0 ORDER BY id", name)
      .toArray()
      .map((row) => ({ id: Number(row.id), answer: receiverAnswer.parse(JSON.parse(String(row.answer))) }))
      .find(({ answer }) => body.includes(answer.contains ?? ""));
    if (!armed) return undefined;
    this.#sql.exec("UPDATE receiver_answers SET remaining = remaining - 1 WHERE id = ? AND remaining > 0", armed.id);
    return armed.answer;
  }

  /** The requests that came in, the oldest first. */
  receipts(name: string) {
    return this.#sql
      .exec<Row>("SELECT * FROM receipts WHERE receiver = ? ORDER BY id", name)
      .toArray()
      .map((row) => ({
        at: new Date(Number(row.at)).toISOString(),
        headers: JSON.parse(String(row.headers)) as Record<string, string>,
        body: String(row.body),
      }));
  }
}
