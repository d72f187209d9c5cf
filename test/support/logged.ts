import { vi } from "vitest";

/** Everything that the program writes to its log from now on, as text; `vi.restoreAllMocks()` ends it. */
export function noteLogs(): readonly string[] {
  const logged: string[] = [];
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => {
      logged.push(parts.map((part) => (part instanceof Error ? `${part.stack}` : JSON.stringify(part))).join(" "));
    });
  }
  return logged;
}
