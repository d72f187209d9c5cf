/** Something the person at the terminal can put right: told as one line, without a stack. */
export class UserError extends Error {}

/** Ends the process with a word about why. */
export function exitWithError(error: unknown): never {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(1);
}

/** The first line of what an error says. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
