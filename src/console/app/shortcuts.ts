import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import type { NavPage } from "./navigation";

/** How long after G the second key counts. */
const SEQUENCE_MS = 1_500;

export type Navigation = readonly { readonly pages: readonly NavPage[] }[];

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

interface ShortcutActions {
  readonly help: () => void;
  readonly theme: () => void;
  readonly palette: () => void;
}

/** The keys that work on every page: `?`, `G` and a letter, `/` filters, `Shift T` theme, `Ctrl K` palette. */
export function useShortcuts(navigation: Navigation, { help, theme, palette }: ShortcutActions): void {
  const router = useRouter();
  useEffect(() => {
    let goPressedAt = Number.NEGATIVE_INFINITY;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        // A dialog is finished or closed first: a page that opens instead would lose its input, or a new secret.
        if (!document.querySelector("[role=dialog]")) palette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog]")) return;
      const page = navigation.flatMap(({ pages }) => pages).find(({ key }) => key === event.key);
      if (page && event.timeStamp - goPressedAt < SEQUENCE_MS) void router.navigate({ to: page.to });
      else if (event.key === "?") help();
      else if (event.key === "T") theme();
      else if (event.key === "/") document.querySelector<HTMLElement>("[data-filter]")?.focus();
      else if (event.key !== "g") return;
      goPressedAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [navigation, router, help, theme, palette]);
}
