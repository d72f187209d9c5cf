import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { boardEntry } from "./board-responses";
import type { PortingBoardOperations } from "./board-routes";
import { confirmed } from "./example";

const example = {
  id: confirmed.id,
  tenant_id: "ten_01k9m8x3zt5v7w9y2a4c6e8g0j",
  attention: "act",
  status: "submitted",
  status_since: "2026-11-29T10:20:00.000Z",
  path: "operator",
  name: confirmed.name,
  losing_carrier: confirmed.losing_carrier,
  number_counts: confirmed.number_counts,
  foc_at: null,
  exception: null,
  allowed_transitions: [
    {
      name: "start_processing",
      to: "in_process",
      requires: [],
      summary: "The losing carrier has the request.",
    },
  ],
  submitted_at: "2026-11-29T10:20:00.000Z",
  updated_at: "2026-11-29T10:20:00.000Z",
};

export const portingBoardDocs = describe<PortingBoardOperations>("Porting", {
  listPortingBoard: {
    summary: "List all open porting requests",
    description:
      "For the platform's operators: the open requests of all tenants. The requests that need an operator come first, those with the oldest " +
      "status before the others.",
    success: {
      200: answer(pageOf(boardEntry, "PortingBoardPage"), "A page of the board.", pageBody([example], null)),
    },
  },
});
