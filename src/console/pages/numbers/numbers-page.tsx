import { Group, Select, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { common } from "../../strings/common";
import { numbersTexts } from "../../strings/numbers";
import { numberColumns } from "./number-columns";
import type { NumberFilters } from "./number-filters";
import { useNumbers } from "./use-numbers";

const statuses = ["active", "suspended", "releasing", "cooling_off", "released", "lost"];

/** All numbers of the tenant, with filters in the URL. */
export function NumbersPage() {
  const filters = useSearch({ from: "/signed-in/numbers" });
  const navigate = useNavigate();
  const list = useNumbers(filters);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const setFilter = (change: NumberFilters) =>
    void navigate({ to: "/numbers", search: { ...filters, ...change }, replace: true });
  const hasFilters = Object.keys(filters).length > 0;
  return (
    <>
      <PageHeader title={numbersTexts.title} />
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters}>
        <TextInput
          data-filter
          aria-label={numbersTexts.digits}
          placeholder={numbersTexts.digits}
          defaultValue={filters.digits ?? ""}
          onChange={({ currentTarget }) => setFilter({ digits: currentTarget.value || undefined })}
        />
        <Select
          aria-label={numbersTexts.columns.status}
          placeholder={numbersTexts.columns.status}
          data={statuses}
          value={filters.status ?? null}
          onChange={(status) => setFilter({ status: status ?? undefined })}
          clearable
          w={150}
        />
        {hasFilters && (
          <LinkButton to="/numbers" search={{}} variant="subtle">
            {common.clearFilters}
          </LinkButton>
        )}
      </Group>
      <LiveTable
        label={numbersTexts.title}
        list={list}
        columns={numberColumns}
        nameOf={({ phone_number }) => phone_number}
        selection={{ selected, onChange: setSelected }}
        empty={
          hasFilters ? (
            <EmptyState title={numbersTexts.noneMatch} text={numbersTexts.noneMatchHint} />
          ) : (
            <EmptyState title={numbersTexts.none} text={numbersTexts.noneHint} />
          )
        }
      />
    </>
  );
}
