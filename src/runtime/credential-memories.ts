import { SessionMemory } from "#sessions/session-memory";
import { KeyMemory } from "#tenants/authenticate";

/** This isolate's caches of callers. */
export const keyMemory = new KeyMemory();
export const sessionMemory = new SessionMemory();
