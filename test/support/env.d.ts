declare namespace Cloudflare {
  interface Env {
    CRON_TRIGGERS: string;
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
