import { Table, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ErrorAlert } from "../../components/error-alert";
import { TextLink } from "../../components/links";
import { moneyText } from "../../components/money";
import { buyTexts } from "../../strings/buy";
import { common } from "../../strings/words";
import { type NumberType, numberTypes } from "./search-query";

export type Country = Answer<"GET", "/v1/available-countries">["data"][number];

export const useCountries = () => useCall(call("GET", "/v1/available-countries"));

const priceOf = ({ types }: Country, type: NumberType): string | null => {
  const offered = types.find((each) => each.type === type);
  return offered ? moneyText(offered.monthly_price) : null;
};

/** All countries with what numbers cost there, as the start of a search. */
export function Countries() {
  const { data, error, refetch } = useCountries();
  const [wanted, setWanted] = useState("");
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  const text = wanted.trim().toLowerCase();
  const shown = data?.data.filter(
    ({ name, country }) => name.toLowerCase().includes(text) || country.toLowerCase() === text,
  );
  return (
    <section aria-label={buyTexts.countries}>
      <TextInput
        label={buyTexts.findCountry}
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        maw={320}
        mb="sm"
        data-filter
      />
      <Table.ScrollContainer minWidth={320}>
        <Table striped={false} highlightOnHover aria-label={buyTexts.countries}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{buyTexts.country}</Table.Th>
              {numberTypes.map((type) => (
                <Table.Th key={type} ta="right">
                  {buyTexts.types[type]}
                </Table.Th>
              ))}
              <Table.Th visibleFrom="sm">{buyTexts.documents}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown?.map((country) => (
              <Table.Tr key={country.country}>
                <Table.Td>
                  <TextLink to="/buy" search={{ country: country.country }}>
                    {country.name}
                  </TextLink>
                </Table.Td>
                {numberTypes.map((type) => (
                  <Table.Td key={type} ta="right">
                    {priceOf(country, type) ? (
                      <TextLink to="/buy" search={{ country: country.country, type }}>
                        {priceOf(country, type)}
                      </TextLink>
                    ) : (
                      common.noValue
                    )}
                  </Table.Td>
                ))}
                <Table.Td visibleFrom="sm">
                  <TextLink
                    to="/regulatory"
                    search={{ country: country.country }}
                    aria-label={buyTexts.documentsOf(country.name)}
                  >
                    {buyTexts.documents}
                  </TextLink>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {shown?.length === 0 && <p>{buyTexts.noCountry}</p>}
    </section>
  );
}
