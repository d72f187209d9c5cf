import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { common } from "../strings/words";
import { EmptyState } from "./empty-state";
import { hasAny } from "./list-filters";
import type { Search } from "./saved-views";

interface EmptyListProps {
  readonly texts: Readonly<Record<"none" | "noneHint" | "noneMatch" | "noneMatchHint", string>>;
  readonly filters: Search;
  readonly onClear: () => void;
  /** Buttons that do the next step when there are no rows at all. */
  readonly children: ReactNode;
  /** Buttons that may help beside clearing the filters. */
  readonly elsewhere?: ReactNode;
}

/** Stands in place of a list's rows: the filters match nothing, or there are none yet. Either way it leads on. */
export function EmptyList({ texts, filters, onClear, children, elsewhere }: EmptyListProps) {
  if (!hasAny(filters)) {
    return (
      <EmptyState title={texts.none} text={texts.noneHint}>
        {children}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={texts.noneMatch} text={texts.noneMatchHint}>
      <Group gap="xs" justify="center">
        <Button variant="default" onClick={onClear}>
          {common.clearFilters}
        </Button>
        {elsewhere}
      </Group>
    </EmptyState>
  );
}
