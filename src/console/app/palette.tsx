import "@mantine/spotlight/styles.css";
import { createSpotlight, Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { curlOf } from "../api/curl";
import { mayUse } from "../api/session";
import { copyText } from "../components/clipboard";
import { sayWhyNot } from "../components/gated-button";
import { shell } from "../strings/shell";
import { common } from "../strings/words";
import type { NavPage } from "./navigation";
import { pageOfId } from "./page-of-id";
import { useOfferedActions } from "./palette-actions";
import { useSession } from "./use-session";

interface PaletteProps {
  readonly navigation: readonly { readonly pages: readonly NavPage[] }[];
  readonly onClose: () => void;
}

const [store, spotlight] = createSpotlight();
/** The list of numbers finds digits from this many on. */
const MIN_DIGITS = 3;

/** The address of an answer in the cache, from the key that `keyOf` made; `null` for answers of several requests. */
function urlOf(key: QueryKey): string | null {
  const [path, query = "", ...others] = key.filter((part) => !["calm", "pages", "version"].includes(String(part)));
  if (typeof path !== "string" || typeof query !== "string" || others.length > 0) return null;
  if (!path.startsWith("/v1/") || path === "/v1/session") return null;
  if (query === "") return path;
  return query.includes("=") ? `${path}?${query}` : null;
}

/** The requests by which the page in sight reads, as curl commands. */
function useReads(): readonly string[] {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const urls = queryClient
      .getQueryCache()
      .findAll({ type: "active" })
      .map(({ queryKey }) => urlOf(queryKey))
      .filter((url) => url !== null);
    return [...new Set(urls)].map((url) =>
      curlOf({ method: "GET", url, body: undefined, headers: {} }, location.origin),
    );
  }, [queryClient]);
}

/** Ctrl-K: pages, the actions of the page in sight and its selection, and any id or phone number. */
export function Palette({ navigation, onClose }: PaletteProps) {
  useEffect(() => spotlight.open(), []);
  const router = useRouter();
  const session = useSession();
  const offered = useOfferedActions();
  const [query, setQuery] = useState("");
  const target = pageOfId(query.trim());
  const digits = target === null ? query.replaceAll(/[\s().-]/g, "") : "";
  const reads = useReads();
  const actions: SpotlightActionData[] = [
    ...(target
      ? [
          {
            id: "open",
            label: query.trim(),
            description: decodeURIComponent(target),
            keywords: [query],
            onClick: () => void router.navigate({ to: target }),
          },
        ]
      : []),
    ...(session.tenant && mayUse(session, "numbers:read") && digits.length >= MIN_DIGITS && /^\d+$/.test(digits)
      ? [
          {
            id: "find-numbers",
            label: shell.findNumbers(digits),
            keywords: [query],
            onClick: () => void router.navigate({ to: "/numbers", search: { digits } }),
          },
        ]
      : []),
    ...[...new Map(offered.map((action) => [action.id, action])).values()].map((action) => {
      const { id, label, description, scope, run } = action;
      const missing = scope !== undefined && !mayUse(session, scope) ? common.needsScope(scope) : null;
      const hint = missing ?? description;
      return {
        id,
        label,
        ...(hint && { description: hint }),
        onClick: () => (missing === null ? void run() : sayWhyNot(missing)),
      };
    }),
    ...navigation
      .flatMap(({ pages }) => pages)
      .filter(({ scope }) => !scope || mayUse(session, scope))
      .map(({ to, label, key }) => ({
        id: to,
        label,
        ...(key && { rightSection: `G ${key.toUpperCase()}` }),
        onClick: () => void router.navigate({ to }),
      })),
    ...(reads.length > 0
      ? [
          {
            id: "copy-reads",
            label: shell.copyReads,
            description: shell.copyReadsHint(reads.length),
            onClick: () => void copyText(reads.join("\n"), common.curlCopied),
          },
        ]
      : []),
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
