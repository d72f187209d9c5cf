// Pure: no I/O, no clock, no randomness.
import { type EventType, eventTypes, subjectTypes } from "#events/log/catalogue";

/** Which events an endpoint receives: single types, or families such as `order.*`, which include types added later. */

type Family = `${string}.*`;
export type EventPattern = EventType | Family;

export const eventPatterns: readonly EventPattern[] = [
  ...eventTypes,
  ...subjectTypes.map((subject): Family => `${subject}.*`),
];

export const isEventPattern = (text: string): text is EventPattern => eventPatterns.some((pattern) => pattern === text);

/** An empty list matches every event. */
export const matchesEventTypes = (patterns: readonly string[], type: string): boolean =>
  patterns.length === 0 || patterns.includes(type) || patterns.includes(`${type.slice(0, type.indexOf("."))}.*`);
