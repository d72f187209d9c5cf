/**
 * The statements that D1 runs per invocation of a Worker; it fails any more. Each statement of a batch counts:
 * https://developers.cloudflare.com/d1/platform/limits/
 */
const MAX_QUERIES = 1_000;
/** Reserved for statements outside of job runs: reading the subscribers to wake, and storing carrier call outcomes. */
const RESERVED = 50;

/** Divides the statements of one invocation among the job runs that it makes concurrently. */
export class QueryBudget {
  /** Statements that ended runs have not used. */
  #left: number;
  readonly #running = new Set<QueryShare>();

  constructor(queries = MAX_QUERIES - RESERVED) {
    this.#left = queries;
  }

  /**
   * Adds an equal share for one more run. Take all shares before the first run begins. **Invariant:** no run can use up
   * another's share; a share grows when another run ends with statements left.
   */
  share(): QueryShare {
    const share = new QueryShare(
      (sent) => Math.floor(this.#left / this.#running.size) - sent,
      (sent) => {
        if (this.#running.delete(share)) this.#left -= sent;
      },
    );
    this.#running.add(share);
    return share;
  }

  /** Statements that no run has sent, once all runs have ended. */
  get left(): number {
    return this.#left;
  }
}

/** A run's part of its invocation's statements. */
export class QueryShare {
  readonly #leftAfter: (sent: number) => number;
  readonly #over: (sent: number) => void;
  #sent = 0;

  constructor(leftAfter: (sent: number) => number, over: (sent: number) => void) {
    this.#leftAfter = leftAfter;
    this.#over = over;
  }

  count(statements: number): void {
    this.#sent += statements;
  }

  /** Statements that the run may still send. */
  get left(): number {
    return this.#leftAfter(this.#sent);
  }

  /** Ends the run and gives its unused statements to the others. */
  end(): void {
    this.#over(this.#sent);
  }
}
