/** Twilio's Regions. Each has its own record of a number, its own auth tokens and its own API keys. */
export const regions = ["us1", "ie1", "au1", "jp1"] as const;
export type Region = (typeof regions)[number];

/** The region of hosts that name none. */
export const homeRegion = "us1" satisfies Region;

const edges: Readonly<Record<Region, readonly string[]>> = {
  us1: ["ashburn", "umatilla"],
  ie1: ["dublin"],
  au1: ["sydney"],
  jp1: ["tokyo"],
};

/**
 * The region of a host: `api.twilio.com` is in us1, `api.dublin.ie1.twilio.com` in ie1. Null for hosts that Twilio does
 * not serve; `api.ie1.twilio.com`, without an edge, is one since 2026-04-28.
 */
export function regionOf(host: string): Region | null {
  const [, place] = /^[a-z-]+((?:\.[a-z0-9-]+)*)\.twilio\.com$/.exec(host.toLowerCase()) ?? [];
  if (place === undefined) return null;
  if (place === "") return homeRegion;
  const [, edge, name] = place.split(".");
  const region = regions.find((each) => each === name);
  return region && edges[region].some((each) => each === edge) ? region : null;
}
