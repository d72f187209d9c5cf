import { Link, useNavigate } from "@tanstack/react-router";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { trunksTexts as texts } from "../../strings/trunks";
import { type Trunk, useTrunks } from "./use-trunks";

const columns: readonly Column<Trunk>[] = [
  {
    id: "name",
    header: texts.columns.name,
    width: "minmax(9rem, 1.5fr)",
    cell: ({ id, name }) => (
      <Link to="/trunks/$trunkId" params={{ trunkId: id }}>
        {name}
      </Link>
    ),
  },
  {
    id: "status",
    header: texts.columns.status,
    width: "7.5rem",
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: "provider",
    header: texts.columns.provider,
    width: "minmax(10rem, 2fr)",
    hideOnPhone: true,
    cell: ({ provider }) => texts.providers[provider],
  },
  {
    id: "gateways",
    header: texts.columns.gateways,
    width: "minmax(9rem, 1.5fr)",
    hideOnPhone: true,
    cell: ({ gateways }) => gateways.map(({ host }) => host).join(", "),
  },
  {
    id: "health",
    header: texts.columns.health,
    width: "6.5rem",
    hideOnPhone: true,
    cell: ({ health }) => <StatusBadge status={health.overall.status} />,
  },
  {
    id: "changed",
    header: texts.columns.changed,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ updated_at }) => <Ago at={updated_at} />,
  },
];

/** The tenant's SIP trunks. */
export function TrunksPage() {
  const list = useTrunks();
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={texts.title} description={texts.lead}>
        <LinkButton to="/trunks/new">{texts.create}</LinkButton>
      </PageHeader>
      <LiveTable
        label={texts.title}
        list={list}
        columns={columns}
        nameOf={({ name }) => name}
        onOpen={({ id }) => void navigate({ to: "/trunks/$trunkId", params: { trunkId: id } })}
        empty={
          <EmptyState title={texts.none} text={texts.noneHint}>
            <LinkButton to="/trunks/new">{texts.create}</LinkButton>
          </EmptyState>
        }
      />
    </>
  );
}
