import { Button, Loader, SegmentedControl } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useCall } from "../../api/use-call";
import { listed } from "../../components/choices";
import { CopyableId } from "../../components/copyable";
import { type Column, DataTable } from "../../components/data-table";
import { Dialog } from "../../components/dialog";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton, TextLink } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { pagesState } from "../../components/pages-state";
import { PhoneNumber } from "../../components/phone-number";
import { Refusal } from "../../components/refusal";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { accountsTexts } from "../../strings/accounts";
import { importsTexts as texts } from "../../strings/imports";
import { common } from "../../strings/words";
import { readAccount } from "../accounts/use-accounts";
import { FactList } from "../connections/fact-list";
import { numberPage } from "../connections/number-page";
import { Section } from "../connections/section";
import { ItemDetail } from "./item-detail";
import { itemKey, itemSummary } from "./item-texts";
import { JobProgress } from "./job-progress";
import { type ImportItem, type ImportJob, type ItemStatus, useImportItems, useImportJob } from "./use-import-job";

const results = listed<ItemStatus>({ pending: true, succeeded: true, failed: true });

const columnsOf = (job: ImportJob): readonly Column<ImportItem>[] => [
  {
    id: "phone_number",
    header: texts.columns.number,
    width: "9.5rem",
    cell: ({ phone_number, phone_number_id }) =>
      phone_number_id ? (
        <Link to={numberPage(phone_number_id)}>
          <PhoneNumber number={phone_number} />
        </Link>
      ) : (
        <PhoneNumber number={phone_number} />
      ),
  },
  { id: "status", header: texts.columns.result, width: "8rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "detail",
    header: texts.columns.detail,
    width: "minmax(12rem, 3fr)",
    hideOnPhone: true,
    cell: (item) => <span title={itemSummary(item, job)}>{itemSummary(item, job)}</span>,
  },
];

/** One import or detachment, with the result of each number as it comes. */
export function ImportJobPage() {
  const { jobId } = useParams({ from: "/signed-in/import-jobs/$jobId" });
  const { data: job, isRunning, error, refetch } = useImportJob(jobId);
  if (error && !job) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!job) return <Loader aria-label={common.loading} />;
  return (
    <>
      <PageHeader title={texts.jobTitle(job.action, job.dry_run)} aside={<StatusBadge status={job.status} />}>
        <LinkButton to="/import-jobs" variant="default">
          {texts.jobs}
        </LinkButton>
      </PageHeader>
      <About job={job} />
      <Items key={jobId} job={job} isRunning={isRunning} />
    </>
  );
}

function About({ job }: { readonly job: ImportJob }) {
  const { id, carrier_account_id: accountId, created_at, ended_at, error } = job;
  const { data: account } = useCall(readAccount(accountId));
  return (
    <Section title={texts.progress}>
      <JobProgress job={job} />
      {error && <ErrorAlert error={new Refusal(error.detail, error.code)} />}
      <FactList
        facts={[
          [
            texts.account,
            <TextLink key="account" to="/accounts/$accountId" params={{ accountId }}>
              {account?.name ?? accountId}
            </TextLink>,
          ],
          [texts.started, <Time key="started" at={created_at} />],
          [texts.ended, <Time key="ended" at={ended_at} />],
          [texts.id, <CopyableId key="id" id={id} />],
        ]}
      />
    </Section>
  );
}

function Items({ job, isRunning }: { readonly job: ImportJob; readonly isRunning: boolean }) {
  const jobId = job.id;
  const search = useSearch({ from: "/signed-in/import-jobs/$jobId" });
  const navigate = useNavigate();
  const status = results.find((each) => each === search.status);
  const list = useImportItems(jobId, isRunning, status);
  const [shown, setShown] = useState<ImportItem | null>(null);
  const show = (result: string | undefined) =>
    void navigate({
      to: "/import-jobs/$jobId",
      params: { jobId },
      search: result ? { status: result } : {},
      replace: true,
    });
  return (
    <Section
      title={texts.items}
      aside={
        <SegmentedControl
          aria-label={texts.columns.result}
          data={[
            { value: "", label: texts.allResults },
            ...results.map((value) => ({ value, label: texts.results[value] })),
          ]}
          value={status ?? ""}
          onChange={(value) => show(value || undefined)}
        />
      }
    >
      <DataTable<ImportItem>
        label={texts.items}
        columns={columnsOf(job)}
        rows={list.items}
        idOf={itemKey}
        nameOf={({ phone_number }) => phone_number}
        onOpen={setShown}
        {...pagesState(list)}
        empty={
          <EmptyState title={texts.noItems} text={isRunning ? texts.listing : texts.noItemsHint}>
            {status ? (
              <Button variant="default" onClick={() => show(undefined)}>
                {texts.showAll}
              </Button>
            ) : (
              <LinkButton
                to="/accounts/$accountId/import"
                params={{ accountId: job.carrier_account_id }}
                variant="default"
              >
                {accountsTexts.import}
              </LinkButton>
            )}
          </EmptyState>
        }
      />
      <Dialog opened={shown !== null} onClose={() => setShown(null)} title={texts.itemTitle(shown?.phone_number ?? "")}>
        {shown && <StatusBadge status={shown.status} />}
        {shown && <ItemDetail item={shown} />}
        {shown?.phone_number_id && (
          <LinkButton mt="md" to={numberPage(shown.phone_number_id)}>
            {texts.openNumber}
          </LinkButton>
        )}
      </Dialog>
    </Section>
  );
}
