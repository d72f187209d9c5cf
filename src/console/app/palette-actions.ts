import { useEffect, useSyncExternalStore } from "react";

/** A command that the page in sight offers in the palette, such as one on its selected rows. */
export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** The scope that the action needs. Without it the palette says so in place of the description, and runs nothing. */
  readonly scope?: string;
  readonly run: () => unknown;
}

let offered: readonly (readonly PaletteAction[])[] = [];
let all: readonly PaletteAction[] = [];
const listeners = new Set<() => void>();

function set(next: readonly (readonly PaletteAction[])[]): void {
  offered = next;
  all = next.flat();
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Offers actions in the palette while the component is on the page. `actions` must be memoized. */
export function usePaletteActions(actions: readonly PaletteAction[]): void {
  useEffect(() => {
    set([...offered, actions]);
    return () => set(offered.filter((each) => each !== actions));
  }, [actions]);
}

export const useOfferedActions = (): readonly PaletteAction[] => useSyncExternalStore(subscribe, () => all);
