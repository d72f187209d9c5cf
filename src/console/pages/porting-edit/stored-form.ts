import { type DraftForm, secretGroups } from "./draft-form";

const keyOfDraft = (id: string): string => `porting-draft:${id}`;

/** The input of this tab that could not be saved yet, such as half an address. */
export function readStored(id: string): Partial<DraftForm> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(keyOfDraft(id)) ?? "{}");
    return typeof stored === "object" && stored !== null ? stored : {};
  } catch {
    return {};
  }
}

/** Keeps it until the tab is closed. Secrets are not kept. */
export function store(id: string, form: Partial<DraftForm>): void {
  const kept = Object.entries(form).filter(([group]) => !secretGroups.some((secret) => secret === group));
  try {
    if (kept.length === 0) sessionStorage.removeItem(keyOfDraft(id));
    else sessionStorage.setItem(keyOfDraft(id), JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // A browser without storage loses only what is not complete yet.
  }
}
