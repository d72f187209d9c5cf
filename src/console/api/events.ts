import type { Answer } from "./call";

/** An event as the API sends it, with the data of its type. */
export type ApiEvent = Answer<"GET", "/v1/events">["data"][number];

export type EventType = ApiEvent["type"];

export type EventDataOf<Type extends EventType> = Extract<ApiEvent, { readonly type: Type }>["data"];
