import { Alert, Loader, Radio, Stack } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { DataTable } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { pagesState } from "../../components/pages-state";
import { importsTexts as texts } from "../../strings/imports";
import { common } from "../../strings/words";
import { type Account, readAccount } from "../accounts/use-accounts";
import { Section } from "../connections/section";
import { carrierNumberColumns } from "./carrier-number-columns";
import { DryRun } from "./dry-run";
import { importBody, type Preview, standsFor } from "./import-body";
import { type ImportOptions, ImportOptionsForm } from "./import-options";
import { type CarrierNumber, useCarrierNumbers } from "./use-carrier-numbers";
import { ITEMS_PER_PAGE } from "./use-import-job";

/** Imports numbers of a Twilio account: choose, look, import. */
export function ImportPage() {
  const { accountId } = useParams({ from: "/signed-in/accounts/$accountId/import" });
  const { data: account, error, refetch } = useCall(readAccount(accountId));
  if (error && !account) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!account) return <Loader aria-label={common.loading} />;
  return <ImportForm key={account.id} account={account} />;
}

const noOptions: ImportOptions = { agentId: null, tags: [], overwrite: [] };

function ImportForm({ account }: { readonly account: Account }) {
  const navigate = useNavigate();
  const path = { carrier_account_id: account.id };
  const list = useCarrierNumbers(account.id);
  const { rows } = list;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setAll] = useState(false);
  const [options, setOptions] = useState(noOptions);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);

  const body = importBody(isAll ? "all" : selected, options);
  const request = JSON.stringify(body);
  const bySid = useMemo(() => new Map(rows.map((row) => [row.phone_number_sid, row])), [rows]);
  const changesOf = (sid: string) => bySid.get(sid)?.changes ?? [];
  /** The changes of an import come with the list, so a preview of all numbers needs as much of it as it shows. */
  const loadRows = async (count: number) => {
    let { hasNextPage } = list;
    for (let loaded = rows.length; isAll && hasNextPage && loaded < count; ) {
      const { data, isError, ...page } = await list.fetchNextPage();
      loaded = data?.pages.flatMap((each) => each.data).length ?? 0;
      hasNextPage = page.hasNextPage && !isError;
    }
  };
  const importCall = (dryRun: boolean) =>
    call("POST", "/v1/carrier-accounts/{carrier_account_id}/import", {
      path,
      body: { ...body, ...(dryRun && { dry_run: true }) },
    });
  return (
    <>
      <PageHeader title={texts.title(account.name)} description={texts.lead}>
        <LinkButton to="/import-jobs" variant="default">
          {texts.jobs}
        </LinkButton>
      </PageHeader>
      <Section title={texts.choose} lead={texts.chooseLead}>
        <Radio.Group value={isAll ? "all" : "some"} onChange={(value) => setAll(value === "all")} mb="sm">
          <Stack gap="xs">
            <Radio value="some" label={texts.some} />
            <Radio value="all" label={texts.all} />
          </Stack>
        </Radio.Group>
        <DataTable<CarrierNumber>
          label={texts.numbers}
          columns={carrierNumberColumns}
          rows={rows}
          idOf={({ phone_number_sid }) => phone_number_sid}
          nameOf={({ phone_number }) => phone_number}
          {...(!isAll && { selection: { selected, onChange: setSelected } })}
          {...pagesState(list)}
          empty={
            <EmptyState title={texts.noNumbers} text={texts.noNumbersHint}>
              <LinkButton to="/accounts/$accountId" params={{ accountId: account.id }} variant="default">
                {texts.toAccount}
              </LinkButton>
            </EmptyState>
          }
          height="22rem"
        />
      </Section>
      <Section title={texts.options}>
        <ImportOptionsForm
          options={options}
          onChange={setOptions}
          chosen={isAll ? rows : rows.filter(({ phone_number_sid }) => selected.has(phone_number_sid))}
        />
      </Section>
      <Section
        title={texts.preview}
        lead={texts.previewLead}
        aside={
          <ActionButton
            label={texts.previewAction}
            variant={standsFor(preview, request) ? "default" : "filled"}
            scope="numbers:write"
            disabledReason={isAll || selected.size > 0 ? null : texts.nothingChosen}
            makeCall={() => importCall(true)}
            onError={setError}
            doneMessage={null}
            onDone={({ id }) => {
              setError(null);
              setPreview({ jobId: id, request });
              return loadRows(ITEMS_PER_PAGE);
            }}
          />
        }
      >
        <ErrorAlert error={error} />
        {preview && !standsFor(preview, request) && <Alert color="yellow">{texts.previewAgain}</Alert>}
        {standsFor(preview, request) && (
          <DryRun
            key={preview.jobId}
            jobId={preview.jobId}
            changesOf={changesOf}
            onItems={loadRows}
            note={texts.changesNote}
            onAllow={(kind) => setOptions({ ...options, overwrite: [...new Set([...options.overwrite, kind])] })}
            action={({ counts: { succeeded } }) => (
              <ActionButton
                label={texts.run(succeeded)}
                variant="filled"
                scope="numbers:write"
                disabledReason={succeeded > 0 ? null : texts.noneWouldSucceed}
                makeCall={() => importCall(false)}
                doneMessage={texts.runDone}
                onDone={({ id }) => navigate({ to: "/import-jobs/$jobId", params: { jobId: id } })}
              />
            )}
          />
        )}
      </Section>
    </>
  );
}
