import { z } from "zod";
import { draw } from "../inventory/hash";
import type { Sandbox } from "../sandbox";
import { type ConversationStep, send, type Webhook } from "./webhook";

/** The order and delay of status callbacks. Twilio promises neither order nor punctuality. */
export const deliveryFields = {
  order: z.enum(["in_order", "reversed", "shuffled"]).default("in_order"),
  seed: z.int().default(1),
  /** How often each is sent again. */
  repeat: z.int().min(0).max(5).default(0),
  late_ms: z.int().min(0).max(20_000).default(0),
};

export interface Delivery {
  readonly order: "in_order" | "reversed" | "shuffled";
  readonly seed: number;
  readonly repeat: number;
  readonly late_ms: number;
}

export async function deliver(
  sandbox: Sandbox,
  webhooks: readonly Webhook[],
  delivery: Delivery,
): Promise<ConversationStep[]> {
  if (webhooks.length > 0 && delivery.late_ms > 0) await sandbox.sleep(delivery.late_ms);
  const steps: ConversationStep[] = [];
  for (const webhook of arranged(webhooks, delivery)) steps.push(await send(sandbox, webhook));
  return steps;
}

/** The list as it is delivered: each as often as wanted, in the order that is wanted. */
export function arranged<T>(once: readonly T[], { order, seed, repeat }: Omit<Delivery, "late_ms">): T[] {
  const list = once.flatMap((item) => Array.from({ length: repeat + 1 }, () => item));
  if (order === "in_order") return [...list];
  if (order === "reversed") return list.toReversed();
  const drawn = list.map((item, index) => ({ item, lot: draw(seed, index) }));
  return drawn.sort((a, b) => a.lot - b.lot).map(({ item }) => item);
}
