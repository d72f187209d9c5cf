type Row = Record<string, SqlStorageValue>;

/** A message in Twilio's words. */
export type StoredMessage = Readonly<Record<string, unknown>> & {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly status: string;
};

/** Only this many of the latest messages are kept. */
const keptMessages = 5_000;

/** All messages of the account, sent and received. */
export class MessageStore {
  readonly #sql: SqlStorage;
  readonly #owner: string;

  constructor(sql: SqlStorage, owner: string) {
    this.#sql = sql;
    this.#owner = owner;
  }

  add(message: StoredMessage): void {
    const insert = "INSERT INTO messages (owner, sid, message) VALUES (?, ?, ?)";
    this.#sql.exec(insert, this.#owner, message.sid, JSON.stringify(message));
    this.#sql.exec("DELETE FROM messages WHERE id <= (SELECT max(id) FROM messages) - ?", keptMessages);
  }

  bySid(sid: string): StoredMessage | undefined {
    const query = "SELECT message FROM messages WHERE owner = ? AND sid = ?";
    return this.#sql.exec<Row>(query, this.#owner, sid).toArray().map(read)[0];
  }

  /** Changes fields of a message; a message that is gone stays so. */
  update(sid: string, change: Readonly<Record<string, unknown>>): void {
    const message = this.bySid(sid);
    if (!message) return;
    this.#sql.exec("UPDATE messages SET message = ? WHERE sid = ?", JSON.stringify({ ...message, ...change }), sid);
  }

  /** The newest first. */
  all(filter: { readonly from: string | null; readonly to: string | null }): StoredMessage[] {
    const query = "SELECT message FROM messages WHERE owner = ? ORDER BY id DESC";
    const messages = this.#sql.exec<Row>(query, this.#owner).toArray().map(read);
    return messages.filter(
      ({ from, to }) => (filter.from === null || from === filter.from) && (filter.to === null || to === filter.to),
    );
  }
}

const read = (row: Row): StoredMessage => JSON.parse(String(row.message));
