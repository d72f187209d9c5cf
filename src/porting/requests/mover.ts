import type { EventSource } from "#events/log/record";
import { sourceOf, systemSource } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import type { PortingActor } from "../rules/transitions";
import { actorIn } from "./actor";

/** Who moves a request. */
export interface Mover {
  readonly kind: PortingActor;
  /** The id of the API key; null: none. */
  readonly id: string | null;
}

export const theCarrier: Mover = { kind: "carrier", id: null };
export const theSystem: Mover = { kind: "system", id: null };

/** The caller of the API. */
export const theCaller = (ctx: Context): Mover => ({ kind: actorIn(ctx), id: ctx.principal.keyId });

/** Whether a person moves the request, so that what follows has to be started now. */
export const isCaller = ({ kind }: Mover): boolean => kind === "customer" || kind === "operator";

/** The source of the events of a move, in the log of the request's tenant. */
export function sourceOfMove(ctx: Context, mover: Mover, tenantId: string): EventSource {
  if (isCaller(mover)) return sourceOf(ctx, tenantId);
  const source = systemSource(ctx, tenantId);
  return mover.kind === "carrier" ? { ...source, actor: "carrier" } : source;
}
