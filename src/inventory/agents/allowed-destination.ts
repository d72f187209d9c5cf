import { invalidField } from "#kernel/http/problem";
import { checkTargetUrl, type TargetCheck } from "#kernel/values/address";
import type { Config } from "#kernel/values/config";
import type { Destination } from "#kernel/values/destination";
import { type DestinationWire, toDestination } from "./destination-wire";

export type WithUrl = Pick<Extract<Destination, { url: string }>, "kind" | "url">;

/** Checks the URL of a destination without asking the network. */
export const checkDestinationUrl = ({ origins, loopbackTargets }: Config, { kind, url }: WithUrl): TargetCheck =>
  checkTargetUrl(url, {
    scheme: kind === "redirect" ? "https" : "wss",
    ownOrigins: origins,
    loopback: loopbackTargets,
  });

/**
 * The destination with its URL as WHATWG reads it. Throws `validation_failed` if calls can't be sent there. Only the
 * agent's check finds out whether the destination answers.
 */
export function allowedDestination(config: Config, wire: DestinationWire): Destination {
  if (!("url" in wire)) return toDestination(wire);
  const target = checkDestinationUrl(config, wire);
  if ("problem" in target) throw invalidField("body", "/destination/url", target.problem);
  const problem = problemForTwilio(wire, target.url);
  if (problem !== null) throw invalidField("body", "/destination/url", problem);
  return toDestination({ ...wire, url: target.url.href });
}

function problemForTwilio({ kind }: WithUrl, { href }: URL): string | null {
  if (kind === "redirect") return null;
  if (href.includes("#")) return "Must have no fragment.";
  return kind === "stream" && href.includes("?")
    ? "Must have no query string: Twilio drops it. Use `parameters` instead."
    : null;
}
