import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { openDatabase } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { LATE_WRITES_MS } from "#operations/moves/move-status";
import { STALE_LOOKUP_MS } from "#runtime/databases";
import { whileLeased } from "#tenants/subject-lease";
import { tenantJobContext } from "../support/tenant-database";

/** How long what one database knows of another counts. */

afterEach(async () => {
  vi.restoreAllMocks();
  await env.DB.prepare("delete from subject_leases").run();
});

const leases = () => env.DB.prepare("select count(*) as n from subject_leases").first<number>("n");

test("an older answer about a tenant's database counts for less than its former database refuses writes", () => {
  expect(STALE_LOOKUP_MS).toBeLessThan(LATE_WRITES_MS);
});

test("a refusal ends the lease at once; after an error whose statement may be on its way, the lease outlasts it", async () => {
  const ctx = tenantJobContext();
  const failing = (error: () => Promise<never>) =>
    whileLeased(ctx, "document", ["AD1"], error).then(
      () => "done",
      () => "failed",
    );
  const refused = async (): Promise<never> => {
    throw new Problem("changed_meanwhile", "Another request was faster.");
  };
  const contradicted = async (): Promise<never> => {
    await openDatabase(env.DB).$client.prepare("insert into subject_leases values ('document', 'AD1', 'b', 1)").run();
    throw new Error("It was written twice.");
  };
  const lost = async (): Promise<never> => {
    throw new Error("D1_ERROR: Network connection lost.");
  };
  expect([await failing(refused), await leases()]).toEqual(["failed", 0]);
  expect([await failing(contradicted), await leases()]).toEqual(["failed", 0]);
  expect([await failing(lost), await leases()]).toEqual(["failed", 1]);
});
