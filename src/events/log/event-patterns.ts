// Pure: no I/O, no clock, no randomness.
import { type EventType, eventTypes, subjectTypes } from "./catalogue";

/**
 * Which events an endpoint, a live connection or a list selects: single types, or families such as `order.*`, which
 * include types added later.
 */

type Family = `${string}.*`;
export type EventPattern = EventType | Family;

export const eventPatterns: readonly EventPattern[] = [
  ...eventTypes,
  ...subjectTypes.map((subject): Family => `${subject}.*`),
];

export const isEventPattern = (text: string): text is EventPattern => eventPatterns.some((pattern) => pattern === text);

export const matchesPattern = (patterns: readonly string[], type: string): boolean =>
  patterns.includes(type) || patterns.includes(`${type.slice(0, type.indexOf("."))}.*`);

/** For an endpoint: an empty list matches every event. */
export const matchesEventTypes = (patterns: readonly string[], type: string): boolean =>
  patterns.length === 0 || matchesPattern(patterns, type);

/** The types that a pattern selects. */
export const typesOf = (pattern: string): EventType[] => eventTypes.filter((type) => matchesPattern([pattern], type));
