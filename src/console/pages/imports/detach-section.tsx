import { Box, Checkbox, Group } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { type Answer, type BodyFor, call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { EmptyList } from "../../components/empty-list";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { accountsTexts } from "../../strings/accounts";
import { importsTexts as texts } from "../../strings/imports";
import type { Account } from "../accounts/use-accounts";
import { numberPage } from "../connections/number-page";
import { ownNumberColumns } from "../connections/own-number-columns";
import { OwnNumberFilters } from "../connections/own-number-filters";
import { useOwnNumberFilters } from "../connections/own-number-search";
import { Section } from "../connections/section";
import { type NumberFilters, numberQuery } from "../numbers/number-filters";
import { DryRun } from "./dry-run";
import { type Preview, standsFor } from "./import-body";

type Row = Answer<"GET", "/v1/phone-numbers/{phone_number_id}">;
type Body = NonNullable<BodyFor<"POST", "/v1/carrier-accounts/{carrier_account_id}/detach">>;

const PAGE_ROWS = 100;
/** With fewer rows than this, the next page is read at once. */
const SHORT_ROWS = 10;

const numberOfEvent = ({ type, subject, data }: FeedEvent): string | null =>
  type.startsWith("phone_number.") && data.carrier_account_id !== undefined ? subject.id : null;

const readNumber = (id: string) =>
  call("GET", "/v1/phone-numbers/{phone_number_id}", { path: { phone_number_id: id } });

/** The imported numbers of an account, and their detachment: some or all, with a preview. */
export function DetachSection({ account }: { readonly account: Account }) {
  const navigate = useNavigate();
  const { id } = account;
  const filters = useOwnNumberFilters(useSearch({ from: "/signed-in/accounts/$accountId" }));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const show = (search: NumberFilters) => {
    setSelected(new Set());
    void navigate({
      to: "/accounts/$accountId",
      params: { accountId: id },
      search: { tab: "numbers", ...search },
      replace: true,
    });
  };
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/phone-numbers", {
        query: {
          ...numberQuery(filters),
          carrier_account_id: id,
          acquisition_method: "imported",
          limit: PAGE_ROWS,
          ...(cursor && { cursor }),
        },
      }),
    [id, filters],
  );
  const pages = useLivePages<Row>({ pageAt, rowAt: readNumber, rowOf: numberOfEvent });
  // A number that was detached stays known as released.
  const list = { ...pages, rows: pages.rows.filter(({ status }) => status !== "released") };
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error: readError } = pages;
  const isShort = list.rows.length < SHORT_ROWS;
  useEffect(() => {
    if (isShort && hasNextPage && !isFetchingNextPage && !readError) void fetchNextPage();
  }, [isShort, hasNextPage, isFetchingNextPage, fetchNextPage, readError]);
  const [isAll, setAll] = useState(false);
  const [isForced, setForced] = useState(false);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const body: Body = {
    ...(isAll ? { all: true as const } : { phone_numbers: [...selected] }),
    ...(isForced && { force: true }),
  };
  const request = JSON.stringify(body);
  const detachCall = (dryRun: boolean) =>
    call("POST", "/v1/carrier-accounts/{carrier_account_id}/detach", {
      path: { carrier_account_id: id },
      body: { ...body, ...(dryRun && { dry_run: true }) },
    });
  return (
    <Section title={texts.here} lead={texts.hereLead}>
      <OwnNumberFilters list="account-numbers" filters={filters} onShow={show} />
      <LiveTable<Row>
        label={texts.here}
        list={list}
        columns={ownNumberColumns}
        nameOf={({ phone_number }) => phone_number}
        {...(!isAll && { selection: { selected, onChange: setSelected } })}
        onOpen={(row) => void navigate({ to: numberPage(row.id) })}
        empty={
          <EmptyList texts={texts.numbersHere} filters={filters} onClear={() => show({})}>
            <LinkButton to="/accounts/$accountId/import" params={{ accountId: id }}>
              {accountsTexts.import}
            </LinkButton>
          </EmptyList>
        }
        height="20rem"
      />
      {list.rows.length > 0 && (
        <Group mt="sm" gap="lg">
          <Checkbox
            label={texts.detachAll}
            checked={isAll}
            onChange={({ currentTarget }) => setAll(currentTarget.checked)}
          />
          <Checkbox
            label={texts.force}
            description={texts.forceHint}
            checked={isForced}
            onChange={({ currentTarget }) => setForced(currentTarget.checked)}
          />
          <ActionButton
            label={texts.detachPreview}
            scope="numbers:write"
            disabledReason={isAll || selected.size > 0 ? null : texts.nothingChosen}
            makeCall={() => detachCall(true)}
            onError={setError}
            doneMessage={null}
            onDone={({ id: jobId }) => {
              setError(null);
              setPreview({ jobId, request });
            }}
          />
        </Group>
      )}
      <ErrorAlert error={error} />
      {standsFor(preview, request) && list.rows.length > 0 && (
        <Box mt="md">
          <DryRun
            key={preview.jobId}
            jobId={preview.jobId}
            action={({ counts: { succeeded } }) => (
              <ActionButton
                label={texts.detachRun(succeeded)}
                variant="filled"
                color="red"
                scope="numbers:write"
                disabledReason={succeeded > 0 ? null : texts.wouldDetach(0)}
                question={texts.detachQuestion(succeeded)}
                makeCall={() => detachCall(false)}
                doneMessage={texts.detachDone}
                onDone={({ id: jobId }) => navigate({ to: "/import-jobs/$jobId", params: { jobId } })}
              />
            )}
          />
        </Box>
      )}
    </Section>
  );
}
