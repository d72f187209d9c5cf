import { Paper, Select, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useSession } from "../../app/use-session";
import { PageHeader } from "../../components/page-header";
import { buyTexts } from "../../strings/buy";
import { regulatoryTexts } from "../../strings/regulatory";
import { useCountries } from "../buy/countries";
import { numberTypes, typeOf } from "../buy/search-query";
import { Claims } from "./claims";
import { DefaultForm } from "./default-form";
import { Defaults } from "./defaults";
import { RequirementsView } from "./requirements-view";

/** The documents that numbers need, and the tenant's default documents. */
export function RegulatoryPage() {
  const session = useSession();
  return (
    <>
      <PageHeader title={regulatoryTexts.title} description={regulatoryTexts.lead} />
      <Stack gap="xl">
        {session.tenant && <TenantPart />}
        {session.is_platform && <Claims />}
      </Stack>
    </>
  );
}

function TenantPart() {
  const search = useSearch({ from: "/signed-in/regulatory" });
  const navigate = useNavigate();
  const { data } = useCountries();
  const country = data?.data.find((each) => each.country === search.country);
  const offered = numberTypes.filter((type) => !country || country.types.some((each) => each.type === type));
  const wanted = typeOf(search);
  const type = offered.includes(wanted) ? wanted : (offered[0] ?? wanted);
  const choose = (next: { readonly country?: string | undefined; readonly type?: string | undefined }) =>
    void navigate({ to: "/regulatory", search: { ...search, ...next }, replace: true });
  return (
    <>
      <section aria-labelledby="requirements">
        <Title order={2} id="requirements" mb="xs">
          {regulatoryTexts.requirements}
        </Title>
        <SimpleGrid cols={{ base: 1, xs: 2 }} maw={560} mb="md">
          <Select
            label={regulatoryTexts.country}
            placeholder={buyTexts.pickCountry}
            data={data?.data.map((each) => ({ value: each.country, label: each.name })) ?? []}
            value={search.country ?? null}
            onChange={(value) => choose({ country: value ?? undefined })}
            searchable
            data-filter
            data-entry
          />
          <Select
            label={regulatoryTexts.type}
            data={offered.map((each) => ({ value: each, label: buyTexts.types[each] }))}
            value={type}
            onChange={(value) => choose({ type: value ?? undefined })}
            allowDeselect={false}
          />
        </SimpleGrid>
        {search.country ? (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <Paper withBorder p="md">
              <RequirementsView key={`${search.country} ${type}`} country={search.country} type={type} isOpen />
            </Paper>
            <DefaultForm key={`${search.country}-${type}`} country={search.country} type={type} />
          </SimpleGrid>
        ) : (
          <Text c="dimmed">{regulatoryTexts.pick}</Text>
        )}
      </section>
      <Defaults />
    </>
  );
}
