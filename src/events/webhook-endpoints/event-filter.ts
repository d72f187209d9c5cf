import { type EventType, eventTypes, subjectTypes } from "#events/log/catalogue";

/** Which events an endpoint wants: single types, or all of a family, which those to come will belong to as well. */

type Family = `${string}.*`;
export type EventPattern = EventType | Family;

export const eventPatterns: readonly EventPattern[] = [
  ...eventTypes,
  ...subjectTypes.map((subject): Family => `${subject}.*`),
];

export const isEventPattern = (text: string): text is EventPattern => eventPatterns.some((pattern) => pattern === text);

/** No pattern at all stands for every event. */
export const matchesEventTypes = (patterns: readonly string[], type: string): boolean =>
  patterns.length === 0 || patterns.includes(type) || patterns.includes(`${type.slice(0, type.indexOf("."))}.*`);
