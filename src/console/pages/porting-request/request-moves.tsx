import { Group, Text } from "@mantine/core";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { LinkButton, TextLink } from "../../components/links";
import { useNow } from "../../components/time";
import { boardTexts } from "../../strings/port-board";
import { requestTexts } from "../../strings/porting-request";
import { OperatorMoves } from "../port-board/operator-moves";
import { useIsOperator, usePortingScope } from "../porting/porting-scope";
import type { PortingRequest } from "../porting/request-status";

const texts = requestTexts.moves;
/** Carriers do not cancel a port any more this long before its instant. */
const NO_CANCELLATION_MS = 48 * 60 * 60_000;

interface RequestMovesProps {
  readonly request: PortingRequest;
  readonly etag: string | undefined;
  readonly onDone: () => unknown;
}

/** The moves that are possible now, each with what stands in its way. */
export function RequestMoves({ request, etag, onDone }: RequestMovesProps) {
  const scope = usePortingScope();
  const isOperator = useIsOperator();
  const now = useNow();
  const path = { porting_request_id: request.id };
  const isTooLate = request.foc !== null && Date.parse(request.foc.at) - now < NO_CANCELLATION_MS;
  const common = { ...(scope && { scope }), onDone };
  const moveOf = (name: string) => request.allowed_transitions.find((move) => move.name === name);
  const [submit, resubmit] = [moveOf("submit"), moveOf("resubmit")];
  const [cancel, discard] = [moveOf("request_cancellation"), moveOf("discard")];
  return (
    <Group gap="xs">
      {submit && (
        <ActionButton
          {...common}
          label={texts.submit}
          variant="filled"
          disabledReason={submit.blocked_by?.detail}
          makeCall={() => call("POST", "/v1/porting-requests/{porting_request_id}/submit", { path, ifMatch: etag })}
        />
      )}
      {resubmit && (
        <ActionButton
          {...common}
          label={texts.resubmit}
          variant="filled"
          disabledReason={resubmit.blocked_by?.detail}
          makeCall={() => call("POST", "/v1/porting-requests/{porting_request_id}/resubmit", { path, ifMatch: etag })}
        />
      )}
      {(cancel ?? discard) && (
        <ActionButton
          {...common}
          label={cancel ? texts.request_cancellation : texts.discard}
          disabledReason={cancel?.blocked_by?.detail ?? (isTooLate ? texts.within48Hours : null)}
          question={{
            title: texts.cancelTitle,
            text: cancel ? texts.cancelText : texts.cancelDraftText,
            action: cancel ? texts.request_cancellation : texts.discard,
            isDangerous: true,
          }}
          makeCall={() => call("POST", "/v1/porting-requests/{porting_request_id}/cancel", { path, ifMatch: etag })}
        />
      )}
      {isOperator && (
        <LinkButton to="/board" variant="default">
          {boardTexts.title}
        </LinkButton>
      )}
      {isOperator && <OperatorMoves request={request} etag={etag} onDone={onDone} />}
    </Group>
  );
}

/** The requests that were split from this one, and the one that it came from. */
export function SplitLinks({ request: { split_from, split_into } }: { readonly request: PortingRequest }) {
  const linkTo = (id: string) => (
    <TextLink key={id} to="/porting/$id" params={{ id }}>
      {requestTexts.split.request(id)}
    </TextLink>
  );
  if (!split_from && split_into.length === 0) return null;
  return (
    <Group gap="xs">
      {split_from && (
        <Text size="sm">
          {requestTexts.split.from} {linkTo(split_from)}
        </Text>
      )}
      {split_into.length > 0 && (
        <Text size="sm" component="div">
          {requestTexts.split.into}{" "}
          <Group gap={6} component="span" display="inline-flex">
            {split_into.map(linkTo)}
          </Group>
        </Text>
      )}
    </Group>
  );
}
