import { createContext, useContext } from "react";
import type { Draft } from "./use-draft";

const DraftContext = createContext<Draft | null>(null);
export const DraftProvider = DraftContext.Provider;

/** The request that the wizard edits. */
export function useDraftHere(): Draft {
  const draft = useContext(DraftContext);
  if (!draft) throw new Error("There is no DraftProvider.");
  return draft;
}
