import "./porting-request.css";
import { Loader, Stack, Title } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { call } from "../../api/call";
import { useVersioned } from "../../api/use-call";
import { usePaletteActions } from "../../app/palette-actions";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { requestTexts } from "../../strings/porting-request";
import { common } from "../../strings/words";
import { nameOfRequest } from "../porting/porting-columns";
import { isCorrectable, isOver } from "../porting/request-status";
import { useOperatorPoll } from "../porting/use-operator-poll";
import { DocumentList } from "../porting-documents/document-list";
import { DropArea } from "../porting-documents/drop-area";
import { LetterButton } from "../porting-documents/letter-button";
import type { DocumentKind } from "../porting-documents/uploads";
import { RequestDetails } from "./request-details";
import { RequestMoves, SplitLinks } from "./request-moves";
import { RequestNumbers } from "./request-numbers";
import { ShareLinks } from "./share-links";
import { Standing } from "./standing";
import { Timeline } from "./timeline";

/** One porting request: where it stands, its numbers, what happened, its documents and its links. */
export function RequestPage() {
  const { id } = useParams({ from: "/signed-in/porting/$id" });
  const query = useVersioned(
    call("GET", "/v1/porting-requests/{porting_request_id}", { path: { porting_request_id: id } }),
  );
  const { refetch } = query;
  const onChanged = useCallback(() => refetch(), [refetch]);
  useOperatorPoll(refetch);
  const [kind, setKind] = useState<DocumentKind>("bill");
  const request = query.data?.data;
  const navigate = useNavigate();
  const status = request?.status;
  usePaletteActions(
    useMemo(
      () =>
        status && isCorrectable(status)
          ? [
              {
                id: "edit-port",
                label: status === "draft" ? requestTexts.edit : requestTexts.correct,
                run: () => navigate({ to: "/porting/$id/edit", params: { id } }),
              },
            ]
          : [],
      [status, id, navigate],
    ),
  );
  if (query.error && !request) return <ErrorAlert error={query.error} onRetry={onChanged} />;
  if (!request) return <Loader aria-label={common.loading} />;
  const isOpen = !isOver(request.status);
  return (
    <>
      <PageHeader
        title={nameOfRequest(request)}
        aside={<StatusBadge status={request.status} />}
        description={<CopyableId id={id} />}
      >
        <RequestMoves request={request} etag={query.data?.etag} onDone={onChanged} />
      </PageHeader>
      <div className="request-page">
        <div>
          <Standing request={request} />
          <SplitLinks request={request} />
          <Section title={requestTexts.numbers.title}>
            <div className="port-numbers">
              <RequestNumbers request={request} onChanged={onChanged} />
            </div>
          </Section>
          <Section title={requestTexts.timeline.title}>
            <Timeline id={id} />
          </Section>
        </div>
        <div>
          <Section title={requestTexts.details.title}>
            <RequestDetails request={request} />
          </Section>
          <Section title={requestTexts.documents}>
            <Stack gap="sm">
              <DocumentList id={id} isOpen={isOpen} onChanged={onChanged} />
              {isOpen && <DropArea id={id} kind={kind} onKind={setKind} onStored={onChanged} />}
              {isOpen && request.path === "operator" && <LetterButton id={id} />}
            </Stack>
          </Section>
          <Section title={requestTexts.links.title}>
            <ShareLinks id={id} />
          </Section>
        </div>
      </div>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <Title order={2} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}
