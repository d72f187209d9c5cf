import { Button, MultiSelect, Popover, Select, SimpleGrid, TextInput } from "@mantine/core";
import { memo, useCallback } from "react";
import { AgentSelect } from "../../components/agents";
import { choicesOf } from "../../components/choices";
import { CountrySelect } from "../../components/country-select";
import { FilterText } from "../../components/filter-text";
import { ChevronDown } from "../../components/icons";
import { numbersTexts } from "../../strings/numbers";
import { isTooShort, type NumberFilters, searchedNumber } from "./number-filters";

interface FilterBarProps {
  readonly filters: NumberFilters;
  readonly onChange: (change: NumberFilters) => void;
}

const { columns, filters: texts, choices } = numbersTexts;

/** The filters that are behind the button, as most people need them seldom. */
const hidden = [
  "type",
  "country",
  "acquisition_method",
  "carrier_account_id",
  "sip_trunk_id",
  "capabilities",
  "created_after",
  "created_before",
  "sort",
] as const;

/** All filters of the list. `onChange` must be stable: then only the field that changes is drawn again. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  const search = useCallback((text: string | undefined) => onChange(searchedNumber(text)), [onChange]);
  return (
    <>
      <FilterText
        data-filter
        aria-label={texts.number}
        placeholder={texts.number}
        value={filters.digits ?? filters.phone_number_prefix}
        error={isTooShort(filters) ? texts.tooShort : undefined}
        onChange={search}
        w={210}
      />
      <Choice name="status" label={columns.status} names={choices.status} value={filters.status} onChange={onChange} />
      <Choice name="ready" label={texts.ready} names={choices.ready} value={filters.ready} onChange={onChange} />
      <AgentFilter value={filters.agent_id} onChange={onChange} />
      <TagFilter value={filters.tag} onChange={onChange} />
      <MoreFilters filters={filters} onChange={onChange} />
    </>
  );
}

interface FilterProps extends Pick<FilterBarProps, "onChange"> {
  readonly value: string | undefined;
}

const noAgent = [{ value: "none", label: texts.noAgent }];
const clearAgent = { "aria-label": texts.clear(columns.agent) };

const AgentFilter = memo(({ value, onChange }: FilterProps) => (
  <AgentSelect
    aria-label={columns.agent}
    placeholder={columns.agent}
    extra={noAgent}
    value={value ?? null}
    onChange={(id) => onChange({ agent_id: id ?? undefined })}
    clearable
    clearButtonProps={clearAgent}
    w={160}
  />
));

const TagFilter = memo(({ value, onChange }: FilterProps) => (
  <FilterText
    aria-label={texts.tag}
    placeholder={texts.tag}
    value={value}
    onChange={(tag) => onChange({ tag })}
    maxLength={50}
    w={120}
  />
));

const isSameHidden = (before: FilterBarProps, now: FilterBarProps): boolean =>
  before.onChange === now.onChange && hidden.every((name) => before.filters[name] === now.filters[name]);

const MoreFilters = memo(({ filters, onChange }: FilterBarProps) => {
  const active = hidden.filter((name) => filters[name] !== undefined).length;
  return (
    <Popover position="bottom-end" width="min(30rem, calc(100vw - 2rem))" trapFocus withinPortal={false}>
      <Popover.Target>
        <Button variant="default" rightSection={<ChevronDown />}>
          {texts.more(active)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <Choice
            isLabelled
            label={columns.type}
            names={choices.type}
            name="type"
            value={filters.type}
            onChange={onChange}
          />
          <CountrySelect
            label={columns.country}
            value={filters.country?.toUpperCase() ?? null}
            onChange={(country) => onChange({ country: country ?? undefined })}
            clearable
            clearButtonProps={{ "aria-label": texts.clear(columns.country) }}
            comboboxProps={{ withinPortal: false }}
          />
          <Choice
            isLabelled
            label={texts.method}
            names={choices.method}
            name="acquisition_method"
            value={filters.acquisition_method}
            onChange={onChange}
          />
          <MultiSelect
            label={texts.capabilities}
            data={choicesOf(choices.capabilities)}
            value={filters.capabilities?.split(",") ?? []}
            onChange={(names) => onChange({ capabilities: names.join(",") || undefined })}
            comboboxProps={{ withinPortal: false }}
          />
          <FilterText
            label={texts.account}
            placeholder={texts.accountExample}
            value={filters.carrier_account_id}
            onChange={(id) => onChange({ carrier_account_id: id })}
          />
          <FilterText
            label={texts.trunk}
            placeholder={texts.trunkExample}
            value={filters.sip_trunk_id}
            onChange={(id) => onChange({ sip_trunk_id: id })}
          />
          <TextInput
            type="date"
            label={texts.createdAfter}
            value={filters.created_after?.slice(0, 10) ?? ""}
            onChange={({ currentTarget }) => onChange({ created_after: currentTarget.value || undefined })}
          />
          <TextInput
            type="date"
            label={texts.createdBefore}
            value={filters.created_before?.slice(0, 10) ?? ""}
            onChange={({ currentTarget }) => onChange({ created_before: currentTarget.value || undefined })}
          />
          <Choice
            isLabelled
            label={texts.sort}
            names={choices.sort}
            name="sort"
            value={filters.sort}
            onChange={onChange}
          />
        </SimpleGrid>
      </Popover.Dropdown>
    </Popover>
  );
}, isSameHidden);

interface ChoiceProps extends FilterProps {
  readonly name: keyof NumberFilters;
  readonly label: string;
  readonly names: Readonly<Record<string, string>>;
  /** Shows the label above the field; otherwise it stands in it. */
  readonly isLabelled?: boolean;
}

const Choice = memo(({ name, label, names, value, onChange, isLabelled = false }: ChoiceProps) => (
  <Select
    {...(isLabelled
      ? { label, comboboxProps: { withinPortal: false } }
      : { "aria-label": label, placeholder: label, w: 140 })}
    data={choicesOf(names)}
    value={value ?? null}
    onChange={(next) => onChange({ [name]: next ?? undefined })}
    clearable
    clearButtonProps={{ "aria-label": texts.clear(label) }}
  />
));
