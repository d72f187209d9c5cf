/** An error that the person at the terminal can fix. Its message is printed without a stack. */
export class UserError extends Error {}

/** Prints an error and ends the process with 1. */
export function exitWithError(error: unknown): never {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(1);
}

/** The first line of an error's message. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
