import { invalidField } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { Destination } from "#kernel/values/destination";

/** Refuses a `redirect` to this platform: it would answer with the same redirect, without end. */
export function refuseRedirectToPlatform({ config }: Context, destination: Destination): void {
  if (destination.kind !== "redirect" || !config.origins.includes(new URL(destination.url).origin)) return;
  throw invalidField(
    "body",
    "/destination/url",
    "Must not lead back to this platform: calls would be redirected without end.",
  );
}
