import { answer, describe } from "#kernel/http/openapi";
import { tenantMove } from "./responses";
import type { MoveOperations } from "./routes";

const exampleMove = {
  id: "mov_01k9m8x3zt5v7w9y2a4c6e8g0j",
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  from_database: "DB",
  to_database: "DB_2",
  status: "announced",
  copied_rows: 0,
  error: null,
  created_at: "2026-11-30T10:00:00.000Z",
  updated_at: "2026-11-30T10:00:00.000Z",
  moved_at: null,
  ended_at: null,
};

export const moveDocs = describe<MoveOperations>("Tenants and API keys", {
  moveTenant: {
    summary: "Move a tenant",
    description:
      "For the platform. Moves all rows of a tenant to another D1 database of this deployment, under the same ids. The job `move-tenants` " +
      "carries it out; `Location` is where to follow it. It waits for about two minutes first, and then copies the rows: meanwhile calls are " +
      "routed and reads work, but changes answer 503 `tenant_moving`. Live connections, webhooks and keys work on. Jobs rest on both databases " +
      "until the rows are copied. Refused for the platform's own tenant, while a move is under way, and for 24 hours after a transfer of a " +
      "number from or to the tenant.",
    body: { database: "DB_2" },
    success: { 202: answer(tenantMove, "The move, announced.", exampleMove) },
  },
  getTenantMove: {
    summary: "Get a tenant's move",
    description: "For the platform. The tenant's latest move; 404 if it has never been moved.",
    success: {
      200: answer(tenantMove, "The move.", {
        ...exampleMove,
        status: "completed",
        copied_rows: 48_211,
        updated_at: "2026-11-30T10:19:30.000Z",
        moved_at: "2026-11-30T10:03:12.000Z",
        ended_at: "2026-11-30T10:19:30.000Z",
      }),
    },
  },
  cancelTenantMove: {
    summary: "Cancel a tenant's move",
    description:
      "For the platform. Cancels a move before the tenant has switched to the new database; afterwards it answers `illegal_transition`. " +
      "The tenant works on in its database at once. Canceling a canceled move changes nothing.",
    success: {
      200: answer(tenantMove, "The move.", {
        ...exampleMove,
        status: "canceling",
        updated_at: "2026-11-30T10:01:00.000Z",
      }),
    },
  },
});
