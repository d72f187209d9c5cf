import "@mantine/spotlight/styles.css";
import { createSpotlight, Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { mayUse } from "../api/session";
import { shell } from "../strings/shell";
import type { NavPage } from "./navigation";
import { pageOfId } from "./page-of-id";
import { useOfferedActions } from "./palette-actions";
import { useSession } from "./use-session";

interface PaletteProps {
  readonly navigation: readonly { readonly pages: readonly NavPage[] }[];
  readonly onClose: () => void;
}

const [store, spotlight] = createSpotlight();

/** Ctrl-K: pages, the actions of the page in sight and its selection, and any id or phone number. */
export function Palette({ navigation, onClose }: PaletteProps) {
  useEffect(() => spotlight.open(), []);
  const router = useRouter();
  const session = useSession();
  const offered = useOfferedActions();
  const [query, setQuery] = useState("");
  const target = pageOfId(query.trim());
  const actions: SpotlightActionData[] = [
    ...(target
      ? [
          {
            id: "open",
            label: query.trim(),
            description: target,
            keywords: [query],
            onClick: () => void router.navigate({ to: target }),
          },
        ]
      : []),
    ...offered.map(({ id, label, description, run }) => ({
      id,
      label,
      ...(description && { description }),
      onClick: () => void run(),
    })),
    ...navigation
      .flatMap(({ pages }) => pages)
      .filter(({ scope }) => !scope || mayUse(session, scope))
      .map(({ to, label, key }) => ({
        id: to,
        label,
        ...(key && { rightSection: `G ${key.toUpperCase()}` }),
        onClick: () => void router.navigate({ to }),
      })),
  ];
  return (
    <Spotlight
      store={store}
      onSpotlightClose={onClose}
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      nothingFound={shell.nothingFound}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{ placeholder: shell.palette, "aria-label": shell.palette }}
    />
  );
}
