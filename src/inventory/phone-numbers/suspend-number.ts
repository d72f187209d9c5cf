import type { Context } from "#kernel/ports/context";
import { switchService } from "./switch-service";
import type { NumberRow } from "./table";

/** Takes a number out of service; the tenant keeps it. A repeated request changes nothing. */
export const suspendNumber = (ctx: Context, reference: string): Promise<NumberRow> =>
  switchService(ctx, reference, "suspend");
