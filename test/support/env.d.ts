declare namespace Cloudflare {
  interface Env {
    CRON_TRIGGERS: string;
    CONSUMED_QUEUES: string;
    OPENAPI_DOCUMENT: string;
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
