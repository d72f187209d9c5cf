import { Button, MultiSelect, Popover, Select, SimpleGrid, TextInput } from "@mantine/core";
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

/** All filters of the list. */
export function FilterBar({ filters, onChange }: FilterBarProps) {
  return (
    <>
      <FilterText
        data-filter
        aria-label={texts.number}
        placeholder={texts.number}
        value={filters.digits ?? filters.phone_number_prefix}
        error={isTooShort(filters) ? texts.tooShort : undefined}
        onChange={(text) => onChange(searchedNumber(text))}
        w={210}
      />
      <Choice
        label={columns.status}
        names={choices.status}
        value={filters.status}
        onChange={(status) => onChange({ status })}
      />
      <Choice
        label={texts.ready}
        names={choices.ready}
        value={filters.ready}
        onChange={(ready) => onChange({ ready })}
      />
      <AgentSelect
        aria-label={columns.agent}
        placeholder={columns.agent}
        extra={[{ value: "none", label: texts.noAgent }]}
        value={filters.agent_id ?? null}
        onChange={(id) => onChange({ agent_id: id ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": texts.clear(columns.agent) }}
        w={160}
      />
      <FilterText
        aria-label={texts.tag}
        placeholder={texts.tag}
        value={filters.tag}
        onChange={(tag) => onChange({ tag })}
        maxLength={50}
        w={120}
      />
      <MoreFilters filters={filters} onChange={onChange} />
    </>
  );
}

function MoreFilters({ filters, onChange }: FilterBarProps) {
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
            value={filters.type}
            onChange={(type) => onChange({ type })}
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
            value={filters.acquisition_method}
            onChange={(method) => onChange({ acquisition_method: method })}
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
            value={filters.sort}
            onChange={(sort) => onChange({ sort })}
          />
        </SimpleGrid>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly names: Readonly<Record<string, string>>;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** Shows the label above the field; otherwise it stands in it. */
  readonly isLabelled?: boolean;
}

function Choice({ label, names, value, onChange, isLabelled = false }: ChoiceProps) {
  return (
    <Select
      {...(isLabelled
        ? { label, comboboxProps: { withinPortal: false } }
        : { "aria-label": label, placeholder: label, w: 140 })}
      data={choicesOf(names)}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      clearable
      clearButtonProps={{ "aria-label": texts.clear(label) }}
    />
  );
}
