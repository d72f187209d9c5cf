import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { common } from "../strings/words";
import { SavedViews, type Search, type View } from "./saved-views";

interface ListFiltersProps {
  /** The name under which the browser keeps the person's views, such as `orders`. */
  readonly list: string;
  /** Views that everybody needs, after that of all rows. */
  readonly views?: readonly View[];
  /** The filters alone, without what else stands in the URL. */
  readonly filters: Search;
  /** Replaces all filters. */
  readonly onShow: (filters: Search) => void;
  /** The fields. */
  readonly children: ReactNode;
}

const everything: View = { name: common.allRows, search: {} };

export const hasAny = (filters: Search): boolean =>
  Object.values(filters).some((value) => value !== undefined && value !== "");

/** The saved views and filters over a list, and the way back to all rows. */
export function ListFilters({ list, views = [], filters, onShow, children }: ListFiltersProps) {
  return (
    <>
      <SavedViews list={list} defaults={[everything, ...views]} current={filters} onOpen={onShow} />
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters} align="flex-start">
        {children}
        {hasAny(filters) && (
          <Button variant="subtle" onClick={() => onShow({})}>
            {common.clearFilters}
          </Button>
        )}
      </Group>
    </>
  );
}
