declare namespace Cloudflare {
  interface Env {
    CRON_TRIGGERS: string;
    CONSUMED_QUEUES: string;
    OPENAPI_DOCUMENT: string;
    /** Bound in the tests of test/databases. */
    DB_2?: D1Database;
    UPDATED_COUNTERS: Fetcher;
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}

/** The part of it that tests use; workerd has it with the flag `nodejs_compat`. */
declare module "node:async_hooks" {
  export class AsyncLocalStorage<Store> {
    run<Result>(store: Store, work: () => Result): Result;
    getStore(): Store | undefined;
  }
}
