import { type Answer, call } from "../../api/call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";

export type Trunk = Answer<"GET", "/v1/sip-trunks/{sip_trunk_id}">;
export type Verification = Answer<"GET", "/v1/sip-trunks/{sip_trunk_id}/verification">;
export type Provider = Trunk["provider"];
export type Gateway = Trunk["gateways"][number];

const PAGE_ROWS = 100;

const trunkOfEvent = ({ type, subject }: FeedEvent): string | null =>
  type.startsWith("sip_trunk.") && type !== "sip_trunk.deleted" ? subject.id : null;

export const readTrunk = (id: string) => call("GET", "/v1/sip-trunks/{sip_trunk_id}", { path: { sip_trunk_id: id } });

const pageAt = (cursor: string | undefined) =>
  call("GET", "/v1/sip-trunks", { query: { limit: PAGE_ROWS, ...(cursor && { cursor }) } });

/** The tenant's SIP trunks, following the live feed. */
export const useTrunks = () => useLivePages<Trunk>({ pageAt, rowAt: readTrunk, rowOf: trunkOfEvent });
