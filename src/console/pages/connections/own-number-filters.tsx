import { choicesOf } from "../../components/choices";
import { FilterChoice } from "../../components/filter-choice";
import { FilterText } from "../../components/filter-text";
import { ListFilters } from "../../components/list-filters";
import type { Search } from "../../components/saved-views";
import { numbersTexts } from "../../strings/numbers";
import { isTooShort, type NumberFilters, searchedNumber } from "../numbers/number-filters";

interface OwnNumberFiltersProps {
  /** The name under which the browser keeps the person's views. */
  readonly list: string;
  readonly filters: NumberFilters;
  readonly onShow: (filters: Search) => void;
}

const { filters: texts, choices, views: names } = numbersTexts;

const views = [
  { name: names.notReady, search: { ready: "false" } },
  { name: names.unassigned, search: { agent_id: "none" } },
];

/** The filters of the numbers of an account or a trunk. */
export function OwnNumberFilters({ list, filters, onShow }: OwnNumberFiltersProps) {
  return (
    <ListFilters list={list} views={views} filters={filters} onShow={onShow}>
      <FilterText
        data-filter
        aria-label={texts.number}
        placeholder={texts.number}
        value={filters.digits ?? filters.phone_number_prefix}
        error={isTooShort(filters) ? texts.tooShort : undefined}
        onChange={(text) => onShow({ ...filters, ...searchedNumber(text) })}
        w={210}
      />
      <FilterChoice
        label={texts.ready}
        data={choicesOf(choices.ready)}
        value={filters.ready}
        onChange={(ready) => onShow({ ...filters, ready })}
        w={140}
      />
    </ListFilters>
  );
}
