import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type MoveOrder, moveRequest } from "../requests/move-request";
import { theCarrier, theSystem } from "../requests/mover";
import { type PortWork, TaskChanged } from "./work";

/**
 * Moves a taken request as the carrier or the platform. Returns it as it stands then. Throws `TaskChanged` if a person
 * has changed it meanwhile: the next run begins with what they did.
 */
export async function moveByPlatform(
  ctx: Context,
  work: PortWork,
  actor: "carrier" | "system",
  order: Omit<MoveOrder, "mover">,
): Promise<PortWork> {
  const mover = actor === "carrier" ? theCarrier : theSystem;
  try {
    return await moveRequest({ ...ctx, now: ctx.now + ctx.elapsedMs() }, work, { ...order, mover });
  } catch (error) {
    if (error instanceof Problem && error.code === "changed_meanwhile") throw new TaskChanged(error.message);
    throw error;
  }
}
