import { Alert, Group, List, Stack, Text, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../../api/call";
import { ActionButton } from "../../../components/action-button";
import { ErrorAlert } from "../../../components/error-alert";
import { TextLink } from "../../../components/links";
import { editTexts } from "../../../strings/porting-edit";
import { usePortingScope } from "../../porting/porting-scope";
import { useDraftHere } from "../draft-context";
import { findingsOf, stepOfRequirement } from "../edit-steps";
import { FindingCard } from "../finding-card";

const { review: texts } = editTexts;

/** The requests that submission makes, what still stands in its way, and the button. */
export function ReviewStep() {
  const { id, request } = useDraftHere();
  const missing = request.requirements.filter(({ status }) => status === "missing" || status === "rejected");
  const findings = findingsOf(request).filter(({ rule }) => rule !== "requirement_missing");
  const hasErrors = findingsOf(request).some(({ severity }) => severity === "error");
  return (
    <Stack gap="md">
      <Text size="sm">{texts.lead}</Text>
      {request.requirements_met && !hasErrors && (
        <Alert color="green" variant="light">
          {texts.ready}
        </Alert>
      )}
      {missing.length > 0 && (
        <div>
          <Title order={3} size="h4" mb={4}>
            {texts.missing}
          </Title>
          <List size="sm">
            {missing.map((requirement) => (
              <List.Item key={requirement.id}>
                <TextLink to="/porting/$id/edit" params={{ id }} search={{ step: stepOfRequirement(requirement) }}>
                  {requirement.title}
                </TextLink>{" "}
                {requirement.detail ?? requirement.acceptance_criteria}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <Stack gap="xs">
        {findings.map((finding) => (
          <FindingCard key={`${finding.rule} ${finding.pointer} ${finding.detail}`} finding={finding} />
        ))}
      </Stack>
      <SplitPreview />
      <SubmitButtons />
    </Stack>
  );
}

function SplitPreview() {
  const { request } = useDraftHere();
  const split = request.preflight?.split;
  if (!split)
    return request.number_counts.total > 0 ? <Text size="sm">{texts.one(request.number_counts.total)}</Text> : null;
  return (
    <div>
      <Title order={3} size="h4" mb={4}>
        {texts.split}
      </Title>
      <Text size="sm">{texts.splitText}</Text>
      <List size="sm" mt="xs">
        {split.map((group) => (
          <List.Item key={`${group.country} ${group.type} ${group.losing_carrier}`}>
            {texts.splitGroup(group, group.phone_numbers.length)}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

function SubmitButtons() {
  const { id, request, etag, saveState, refetch } = useDraftHere();
  const navigate = useNavigate();
  const scope = usePortingScope();
  const [error, setError] = useState<unknown>(null);
  const isDraft = request.status === "draft";
  const move = request.allowed_transitions.find(({ name }) => name === (isDraft ? "submit" : "resubmit"));
  const reason = saveState === "saved" ? (move?.blocked_by?.detail ?? null) : texts.unsaved;
  const path = { porting_request_id: id };
  return (
    <Stack gap="sm">
      <ErrorAlert error={error} />
      <Group gap="sm">
        <ActionButton
          label={isDraft ? texts.submit : texts.resubmit}
          variant="filled"
          {...(scope && { scope })}
          disabledReason={reason}
          question={{
            title: texts.submitQuestion,
            text: texts.submitText,
            action: isDraft ? texts.submit : texts.resubmit,
          }}
          makeCall={() => {
            setError(null);
            return isDraft
              ? call("POST", "/v1/porting-requests/{porting_request_id}/submit", { path, ifMatch: etag })
              : call("POST", "/v1/porting-requests/{porting_request_id}/resubmit", { path, ifMatch: etag });
          }}
          doneMessage={texts.submitted}
          onError={(failure) => {
            setError(failure);
            void refetch();
          }}
          onDone={() => navigate({ to: "/porting/$id", params: { id } })}
        />
        {isDraft && (
          <ActionButton
            label={texts.discard}
            {...(scope && { scope })}
            question={{
              title: texts.discardTitle,
              text: texts.discardText,
              action: texts.discard,
              isDangerous: true,
            }}
            makeCall={() => call("DELETE", "/v1/porting-requests/{porting_request_id}", { path, ifMatch: etag })}
            doneMessage={texts.discarded}
            onDone={() => navigate({ to: "/porting" })}
          />
        )}
      </Group>
    </Stack>
  );
}
