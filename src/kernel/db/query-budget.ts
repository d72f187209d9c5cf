/**
 * How many statements an invocation may send to D1: https://developers.cloudflare.com/d1/platform/limits/ allows 1,000 of them
 * per invocation of a Worker, each statement of a batch counted; what goes beyond fails.
 */
const MAX_QUERIES = 1_000;
/** Kept for what an invocation sends beside its runs: whom to wake when they are over, and what was heard of the carrier. */
const RESERVED = 50;

/** Divides the statements of one invocation among the runs that it makes beside each other. */
export class QueryBudget {
  /** What the runs that are over have left. */
  #left: number;
  readonly #running = new Set<QueryShare>();

  constructor(queries = MAX_QUERIES - RESERVED) {
    this.#left = queries;
  }

  /**
   * An equal part for one more run. All parts are to be taken before the first run begins: they grow when another run ends with
   * something left, and none can be used up by another.
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

  /** How many more the run may send at the moment. */
  get left(): number {
    return this.#leftAfter(this.#sent);
  }

  /** The run is over: what it did not need is the others'. */
  end(): void {
    this.#over(this.#sent);
  }
}
