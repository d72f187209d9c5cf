import type { Context } from "../kernel/context";
import type { Destination } from "../kernel/destination";
import { invalidField } from "../kernel/problem";

/** Refuses to redirect calls to the platform itself: its doors would be asked what to do, and redirect them again, without end. */
export function refuseOwnOrigin({ config }: Context, destination: Destination): void {
  if (destination.kind !== "redirect" || !config.origins.includes(new URL(destination.url).origin)) return;
  throw invalidField("body", "/destination/url", "Must not lead back to this platform.");
}
