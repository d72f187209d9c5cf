import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";

// Files share a runtime, as starting one takes longer than most files: each begins with empty storage, at the sandbox too.
vi.restoreAllMocks();
vi.useRealTimers();
await reset();
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
if (env.DB_2) await applyD1Migrations(env.DB_2, env.TEST_MIGRATIONS);
