import type { Context } from "#kernel/ports/context";
import { switchService } from "./switch-service";
import type { NumberRow } from "./table";

/** Puts a suspended number back into service. A repeated request changes nothing. */
export const resumeNumber = (ctx: Context, reference: string): Promise<NumberRow> =>
  switchService(ctx, reference, "resume");
