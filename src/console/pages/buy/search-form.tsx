import { Button, Chip, Collapse, Group, SegmentedControl, Select, SimpleGrid, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { ApiError } from "../../api/api-error";
import { FilterText } from "../../components/filter-text";
import { moneyText } from "../../components/money";
import { buyTexts } from "../../strings/buy";
import { type Country, useCountries } from "./countries";
import {
  capabilitiesOf,
  capabilityNames,
  hasAreaCodes,
  inCountry,
  type NumberSearch,
  numberTypes,
  type SearchField,
  typeOf,
} from "./search-query";

interface SearchFormProps {
  readonly search: NumberSearch;
  readonly onChange: (search: NumberSearch) => void;
  /** The refusal of the last search: its messages stand at the fields. */
  readonly error: Error | null;
}

const rare: readonly SearchField[] = ["postal_code", "rate_center", "lata", "near_number", "near_lat_long", "distance"];

const fieldError = (error: Error | null, name: SearchField) =>
  error instanceof ApiError
    ? (error.messageFor(`/${name}`) ?? error.messageFor(`/query/${name}`) ?? error.messageFor(name))
    : undefined;

/** The form of a search. All of it stands in the URL. */
export function SearchForm({ search, onChange, error }: SearchFormProps) {
  const { data } = useCountries();
  const [isOpen, { toggle }] = useDisclosure(rare.some((name) => search[name]));
  const country = data?.data.find((each) => each.country === search.country);
  const field = (name: SearchField) => ({
    value: search[name],
    onChange: (text: string | undefined) => onChange({ ...search, [name]: text }),
    error: fieldError(error, name),
  });
  const isNanp = hasAreaCodes(search.country);
  return (
    <search aria-label={buyTexts.title}>
      <SimpleGrid cols={{ base: 2, md: isNanp ? 5 : 4 }} spacing="sm">
        <Select
          label={buyTexts.country}
          placeholder={buyTexts.pickCountry}
          data={data?.data.map((each) => ({ value: each.country, label: each.name })) ?? []}
          value={search.country ?? null}
          onChange={(value) => onChange(inCountry(search, value ?? undefined))}
          error={fieldError(error, "country")}
          searchable
          clearable
          clearButtonProps={{ "aria-label": buyTexts.pickCountry }}
        />
        {isNanp && (
          <FilterText
            {...field("area_code")}
            label={buyTexts.areaCode}
            placeholder={buyTexts.areaCodeExample}
            inputMode="numeric"
            maxLength={3}
            data-filter
          />
        )}
        <FilterText
          {...field("contains")}
          label={buyTexts.contains}
          placeholder="555****"
          title={buyTexts.containsHint}
          data-filter={search.country && !isNanp ? true : undefined}
        />
        <FilterText {...field("locality")} label={buyTexts.locality} />
        <FilterText {...field("region")} label={buyTexts.region} placeholder={isNanp ? buyTexts.regionExample : ""} />
      </SimpleGrid>
      <Group mt="sm" gap="lg" align="flex-end">
        <TypeChoice country={country} search={search} onChange={onChange} />
        <Chip.Group
          multiple
          value={capabilitiesOf(search)}
          onChange={(names) => onChange({ ...search, capabilities: names.join(",") || undefined })}
        >
          <Group gap={6} role="group" aria-label={buyTexts.capabilities}>
            <Text size="sm">{buyTexts.capabilities}</Text>
            {capabilityNames.map((name) => (
              <Chip key={name} value={name} size="xs">
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {isNanp && (
          <Button variant="subtle" size="compact-sm" onClick={toggle} aria-expanded={isOpen}>
            {isOpen ? buyTexts.less : buyTexts.more}
          </Button>
        )}
      </Group>
      {isNanp && (
        <Collapse expanded={isOpen}>
          <SimpleGrid cols={{ base: 2, md: 3, lg: 6 }} spacing="sm" mt="sm">
            <FilterText {...field("postal_code")} label={buyTexts.postalCode} />
            <FilterText {...field("rate_center")} label={buyTexts.rateCenter} title={buyTexts.rateCenterHint} />
            <FilterText {...field("lata")} label={buyTexts.lata} />
            <FilterText {...field("near_number")} label={buyTexts.nearNumber} placeholder="+14155550100" />
            <FilterText {...field("near_lat_long")} label={buyTexts.nearLatLong} placeholder="37.77,-122.42" />
            <FilterText {...field("distance")} label={buyTexts.distance} inputMode="numeric" />
          </SimpleGrid>
        </Collapse>
      )}
    </search>
  );
}

interface TypeChoiceProps {
  readonly country: Country | undefined;
  readonly search: NumberSearch;
  readonly onChange: (search: NumberSearch) => void;
}

/** The types that the country has, with their prices. */
function TypeChoice({ country, search, onChange }: TypeChoiceProps) {
  const offered = numberTypes.flatMap((type) => {
    const found = country?.types.find((each) => each.type === type);
    return !country || found ? [{ type, price: found?.monthly_price }] : [];
  });
  return (
    <SegmentedControl
      aria-label={buyTexts.type}
      value={typeOf(search)}
      onChange={(type) => onChange({ ...search, type })}
      data={offered.map(({ type, price }) => ({
        value: type,
        label: price ? `${buyTexts.types[type]} · ${moneyText(price)}` : buyTexts.types[type],
      }))}
    />
  );
}
