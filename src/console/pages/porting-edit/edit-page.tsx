import "./porting-edit.css";
import { Alert, Button, Group, Loader, Text, Title, VisuallyHidden } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useScope } from "../../app/use-session";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { editTexts } from "../../strings/porting-edit";
import { common } from "../../strings/words";
import { nameOfRequest } from "../porting/porting-columns";
import { usePortingScope } from "../porting/porting-scope";
import { isCorrectable } from "../porting/request-status";
import { ExceptionAlert } from "../porting-request/standing";
import { DraftProvider, useDraftHere } from "./draft-context";
import { type EditStep, editSteps, openCountOf, stepFrom } from "./edit-steps";
import { PreflightPanel } from "./preflight-panel";
import { AccountStep } from "./steps/account-step";
import { AddressStep } from "./steps/address-step";
import { AfterStep } from "./steps/after-step";
import { DateStep } from "./steps/date-step";
import { DocumentsStep } from "./steps/documents-step";
import { NumbersStep } from "./steps/numbers-step";
import { ReviewStep } from "./steps/review-step";
import { useDraft } from "./use-draft";
import { useFreshCheck } from "./use-fresh-check";

const bodies: Readonly<Record<EditStep, ComponentType>> = {
  numbers: NumbersStep,
  account: AccountStep,
  address: AddressStep,
  documents: DocumentsStep,
  date: DateStep,
  after: AfterStep,
  review: ReviewStep,
};

/** Prepares a porting request, and corrects one that a carrier refuses. Every change is saved as it is typed. */
export function EditPage() {
  const { id } = useParams({ from: "/signed-in/porting/$id/edit" });
  // A different request is a different form.
  return <Wizard key={id} id={id} />;
}

function Wizard({ id }: { readonly id: string }) {
  const step = stepFrom(useSearch({ from: "/signed-in/porting/$id/edit" }).step);
  const draft = useDraft(id);
  const missing = useScope(usePortingScope());
  useFreshCheck(draft.request && isCorrectable(draft.request.status) ? draft.request : undefined, draft.query.refetch);
  const { request, form } = draft;
  if (draft.query.error && !request) return <ErrorAlert error={draft.query.error} onRetry={draft.refetch} />;
  if (!request || !form) return <Loader aria-label={common.loading} />;
  if (missing !== null || !isCorrectable(request.status)) {
    return (
      <EmptyState isPage title={editTexts.closed} text={missing ?? editTexts.closedHint}>
        <LinkButton to="/porting/$id" params={{ id }}>
          {editTexts.overview}
        </LinkButton>
      </EmptyState>
    );
  }
  const Body = bodies[step];
  return (
    <DraftProvider value={{ ...draft, request, form }}>
      <PageHeader
        title={request.status === "draft" ? editTexts.title : editTexts.correct}
        aside={<StatusBadge status={request.status} />}
        description={nameOfRequest(request)}
      >
        <LinkButton to="/porting/$id" params={{ id }} variant="default">
          {editTexts.overview}
        </LinkButton>
      </PageHeader>
      <StepList step={step} />
      <div className="wizard">
        <div className="wizard-main">
          <SaveStatus />
          <ConflictAlert />
          <ExceptionAlert request={request} />
          <Title order={2} my="sm">
            {editTexts.stepNames[step]}
          </Title>
          <Body />
          <StepButtons step={step} />
        </div>
        <PreflightPanel />
      </div>
    </DraftProvider>
  );
}

function StepList({ step }: { readonly step: EditStep }) {
  const { id, request } = useDraftHere();
  return (
    <nav aria-label={editTexts.steps}>
      <ol className="wizard-steps">
        {editSteps.map((each) => {
          const count = openCountOf(request, each);
          return (
            <li key={each}>
              <Link
                to="/porting/$id/edit"
                params={{ id }}
                search={{ step: each }}
                aria-current={each === step ? "step" : undefined}
              >
                {editTexts.stepNames[each]}
                {count > 0 && (
                  <>
                    <span className="step-count" aria-hidden="true">
                      {count}
                    </span>
                    <VisuallyHidden>{editTexts.stepCounts.open(count)}</VisuallyHidden>
                  </>
                )}
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** Says whether what was typed is safe. */
function SaveStatus() {
  const { saveState, failure, refused, conflict, flush } = useDraftHere();
  const { save } = editTexts;
  const isRefused = saveState === "saved" && Object.keys(refused).length > 0;
  return (
    <>
      <Text size="xs" c="dimmed" role="status" mb="xs" data-save={saveState}>
        {conflict ? save.conflict : isRefused ? save.refused : save[saveState]}
      </Text>
      {saveState === "failed" && !conflict && <ErrorAlert error={failure} onRetry={flush} />}
    </>
  );
}

function ConflictAlert() {
  const { conflict, resolveConflict } = useDraftHere();
  if (!conflict) return null;
  const texts = editTexts.conflict;
  return (
    <Alert color="orange" title={texts.title} mb="md" role="alert">
      <Text size="sm">{texts.text(conflict.group.replaceAll("_", " "))}</Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" onClick={() => resolveConflict("mine")}>
          {texts.mine}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => resolveConflict("theirs")}>
          {texts.theirs}
        </Button>
      </Group>
    </Alert>
  );
}

function StepButtons({ step }: { readonly step: EditStep }) {
  const { id, flush } = useDraftHere();
  const navigate = useNavigate();
  const at = editSteps.indexOf(step);
  const [before, after] = [editSteps[at - 1], editSteps[at + 1]];
  const go = (to: EditStep) => {
    void flush();
    void navigate({ to: "/porting/$id/edit", params: { id }, search: { step: to } });
  };
  return (
    <Group justify="space-between" mt="lg">
      {before ? (
        <Button variant="default" onClick={() => go(before)}>
          {editTexts.back}
        </Button>
      ) : (
        <span />
      )}
      {after && <Button onClick={() => go(after)}>{editTexts.next}</Button>}
    </Group>
  );
}
