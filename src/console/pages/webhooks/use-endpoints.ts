import { call } from "../../api/call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import type { Endpoint } from "./endpoint-form";

const PAGE_ROWS = 100;

const endpointOfEvent = ({ type, subject }: FeedEvent): string | null =>
  type.startsWith("webhook_endpoint.") ? subject.id : null;

const readEndpoint = (id: string) =>
  call("GET", "/v1/webhook-endpoints/{webhook_endpoint_id}", { path: { webhook_endpoint_id: id } });

const pageAt = (cursor: string | undefined) =>
  call("GET", "/v1/webhook-endpoints", { query: { limit: PAGE_ROWS, cursor } });

/** The tenant's webhook endpoints, following the live feed. */
export const useEndpoints = () => useLivePages<Endpoint>({ pageAt, rowAt: readEndpoint, rowOf: endpointOfEvent });
