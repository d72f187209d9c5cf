type Row = Record<string, SqlStorageValue>;

/** Only this many of the latest calls are kept. */
const keptCalls = 200;

/** Calls that have ended: what happened in them, and the audio that agents sent. */
export class CallStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add(sid: string, transcript: object, agentAudio: Uint8Array): void {
    this.#sql.exec(
      "INSERT INTO calls (sid, transcript, agent_audio) VALUES (?, ?, ?)",
      sid,
      JSON.stringify(transcript),
      agentAudio,
    );
    this.#sql.exec("DELETE FROM calls WHERE id <= (SELECT max(id) FROM calls) - ?", keptCalls);
  }

  /** The transcript, as it was answered when the call ended. */
  transcript(sid: string): object | undefined {
    const [row] = this.#sql.exec<Row>("SELECT transcript FROM calls WHERE sid = ?", sid).toArray();
    return row && JSON.parse(String(row.transcript));
  }

  /** 8 kHz mu-law without a header; empty if no agent sent any. */
  agentAudio(sid: string): Uint8Array | undefined {
    const [row] = this.#sql.exec<Row>("SELECT agent_audio FROM calls WHERE sid = ?", sid).toArray();
    return row && new Uint8Array(row.agent_audio as ArrayBuffer);
  }
}
