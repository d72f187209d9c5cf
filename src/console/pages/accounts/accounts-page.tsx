import { Code } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { accountsTexts } from "../../strings/accounts";
import { type Account, useAccounts } from "./use-accounts";

const texts = accountsTexts.columns;

const columns: readonly Column<Account>[] = [
  {
    id: "name",
    header: texts.name,
    width: "minmax(9rem, 1.5fr)",
    cell: ({ id, name }) => (
      <Link to="/accounts/$accountId" params={{ accountId: id }}>
        {name}
      </Link>
    ),
  },
  { id: "status", header: texts.status, width: "8rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "sid",
    header: texts.sid,
    width: "minmax(10rem, 2fr)",
    hideOnPhone: true,
    cell: ({ account_sid }) => <Code>{account_sid}</Code>,
  },
  { id: "region", header: texts.region, width: "6rem", hideOnPhone: true, cell: ({ region }) => region },
  {
    id: "verified",
    header: texts.verified,
    width: "8rem",
    hideOnPhone: true,
    cell: ({ verified_at }) => <Ago at={verified_at} />,
  },
];

/** The tenant's own Twilio accounts. */
export function AccountsPage() {
  const list = useAccounts();
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={accountsTexts.title} description={accountsTexts.lead}>
        <LinkButton to="/import-jobs" variant="default">
          {accountsTexts.importJobs}
        </LinkButton>
        <LinkButton to="/accounts/new">{accountsTexts.connect}</LinkButton>
      </PageHeader>
      <LiveTable
        label={accountsTexts.title}
        list={list}
        columns={columns}
        nameOf={({ name }) => name}
        onOpen={({ id }) => void navigate({ to: "/accounts/$accountId", params: { accountId: id } })}
        empty={
          <EmptyState title={accountsTexts.none} text={accountsTexts.noneHint}>
            <LinkButton to="/accounts/new">{accountsTexts.connect}</LinkButton>
          </EmptyState>
        }
      />
    </>
  );
}
