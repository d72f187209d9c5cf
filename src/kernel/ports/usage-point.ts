/** A call or message that is over, for the analytics data set. */
export interface UsagePoint {
  readonly kind: "call" | "message_in" | "message_out";
  readonly tenantId: string;
  readonly phoneNumberId: string;
  readonly agentId: string | null;
  readonly status: string;
  /** How the call was decided; empty for messages. */
  readonly outcome: string;
  readonly seconds: number;
}
