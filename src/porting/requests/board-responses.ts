import { z } from "#kernel/http/schema";
import { attentions } from "../rules/board";
import { portingRequest, possibleMove } from "./responses";

const { shape } = portingRequest;

/** An open request as operators see it among those of all tenants. */
export const boardEntry = z
  .object({
    id: shape.id,
    tenant_id: shape.tenant_id,
    attention: z.enum(attentions).openapi("PortingAttention", {
      description: "How urgently operators have to look at the request.",
    }),
    status: shape.status,
    status_since: shape.status_since,
    path: shape.path,
    name: shape.name,
    losing_carrier: shape.losing_carrier,
    number_counts: shape.number_counts,
    foc_at: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "When the numbers move; null while no date is confirmed." }),
    exception: shape.exception,
    allowed_transitions: z
      .array(possibleMove)
      .openapi({ description: "The moves that start from its status; the request itself says what blocks one." }),
    submitted_at: shape.submitted_at,
    updated_at: shape.updated_at,
  })
  .openapi("PortingBoardEntry");

export type BoardEntry = z.output<typeof boardEntry>;
