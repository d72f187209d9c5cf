// Pure: no I/O, no clock, no randomness.
import { bulkTexts, csvTexts } from "../../strings/numbers";

const names: Readonly<Record<string, string>> = {
  ...bulkTexts.actions,
  update: csvTexts.update,
  metadata: csvTexts.metadata,
};

/** The name of a bulk job's action. */
export const actionName = (action: string): string => names[action] ?? action;
