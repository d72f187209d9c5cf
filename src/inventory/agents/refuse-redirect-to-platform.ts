import { invalidField } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { Destination } from "#kernel/values/destination";

/** Refuses to redirect calls to the platform itself: its doors would be asked what to do, and redirect them again, without end. */
export function refuseOwnOrigin({ config }: Context, destination: Destination): void {
  if (destination.kind !== "redirect" || !config.origins.includes(new URL(destination.url).origin)) return;
  throw invalidField("body", "/destination/url", "Must not lead back to this platform.");
}
