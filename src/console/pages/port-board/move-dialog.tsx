import { Button, Fieldset, Group, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "../../api/api-error";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { StatusBadge } from "../../components/status-badge";
import { boardTexts } from "../../strings/port-board";
import { common } from "../../strings/words";
import type { PortingRequest } from "../porting/request-status";
import { CustomerReason } from "./customer-reason";
import { emptyFoc, FocFields } from "./foc-fields";
import { type ExceptionReason, ReasonSelect } from "./reason-select";
import { instantIn } from "./zoned-time";

/** A move that starts from where a request is; a request's own answers also say what blocks it. */
export type BoardMove = Pick<PortingRequest["allowed_transitions"][number], "name" | "to" | "requires" | "summary"> & {
  readonly blocked_by?: { readonly detail: string } | null;
};

interface MoveDialogProps {
  readonly id: string;
  readonly name: string;
  readonly moves: readonly BoardMove[];
  readonly etag?: string | undefined;
  /** The move that is chosen already. */
  readonly first?: BoardMove | undefined;
  readonly onClose: () => void;
  readonly onDone: () => unknown;
}

/** Moves a request on, with the reason that the customer reads and the fields that the move needs. */
export function MoveDialog({ id, name, moves, etag, first, onClose, onDone }: MoveDialogProps) {
  const [move, setMove] = useState(first ?? null);
  return (
    <Dialog opened onClose={onClose} size="lg" title={boardTexts.moveTitle(name)}>
      {move ? (
        <MoveForm id={id} move={move} etag={etag} onBack={first ? onClose : () => setMove(null)} onDone={onDone} />
      ) : (
        <Stack gap="xs">
          <Text size="sm">{moves.length === 0 ? boardTexts.noMove : boardTexts.chooseMove}</Text>
          {moves.map((each, at) => (
            <Button
              key={each.name}
              variant="default"
              justify="space-between"
              data-autofocus={at === 0 ? true : undefined}
              rightSection={<StatusBadge status={each.to} />}
              title={each.summary}
              onClick={() => setMove(each)}
            >
              {boardTexts.moveNames[each.name]}
            </Button>
          ))}
        </Stack>
      )}
    </Dialog>
  );
}

interface MoveFormProps {
  readonly id: string;
  readonly move: BoardMove;
  readonly etag: string | undefined;
  readonly onBack: () => void;
  readonly onDone: () => unknown;
}

function MoveForm({ id, move, etag, onBack, onDone }: MoveFormProps) {
  const [reason, setReason] = useState("");
  const [foc, setFoc] = useState(emptyFoc);
  const [reasons, setReasons] = useState<readonly ReasonForm[]>([emptyReason]);
  const [error, setError] = useState<unknown>(null);
  const reasonField = useRef<HTMLTextAreaElement>(null);
  // The form replaces the list of moves, so the keyboard goes on in it.
  useEffect(() => reasonField.current?.focus(), []);
  const needsFoc = move.requires.includes("foc");
  const needsReasons = move.requires.includes("reasons");
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const makeCall = () => {
    setError(null);
    const at = instantIn(foc.at, foc.zone) ?? "";
    const end = instantIn(foc.end, foc.zone);
    return call("POST", "/v1/porting-requests/{porting_request_id}/transitions/{transition_name}", {
      path: { porting_request_id: id, transition_name: move.name },
      body: {
        reason: reason.trim(),
        ...(needsFoc && { foc: { at, time_zone: foc.zone, ...(end && { window_end: end }) } }),
        ...(needsReasons && { reasons: reasons.map(toReason) }),
      },
      ifMatch: etag,
    });
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {move.summary}
      </Text>
      <CustomerReason
        ref={reasonField}
        placeholder={boardTexts.reasonPlaceholder}
        value={reason}
        error={messageFor("/reason")}
        onChange={setReason}
      />
      {needsFoc && (
        <FocFields
          value={foc}
          onChange={setFoc}
          withEnd
          errorAt={messageFor("/foc/at")}
          errorEnd={messageFor("/foc/window_end")}
        />
      )}
      {needsReasons && <ReasonFields reasons={reasons} onChange={setReasons} messageFor={messageFor} />}
      <ErrorAlert error={error} withFields={false} />
      <Group gap="sm">
        <ActionButton
          label={boardTexts.moveNames[move.name]}
          variant="filled"
          disabledReason={move.blocked_by?.detail}
          makeCall={makeCall}
          onError={setError}
          onDone={onDone}
        />
        <Button variant="default" onClick={onBack}>
          {common.cancel}
        </Button>
      </Group>
    </Stack>
  );
}

interface ReasonForm {
  readonly code: ExceptionReason["code"];
  readonly detail: string;
  readonly phone_number: string;
}

const emptyReason: ReasonForm = { code: "other", detail: "", phone_number: "" };

const toReason = ({ code, detail, phone_number }: ReasonForm): ExceptionReason => ({
  code,
  ...(detail.trim() !== "" && { detail: detail.trim() }),
  ...(phone_number.trim() !== "" && { phone_number: phone_number.trim() }),
});

interface ReasonFieldsProps {
  readonly reasons: readonly ReasonForm[];
  readonly onChange: (reasons: readonly ReasonForm[]) => void;
  readonly messageFor: (pointer: string) => string | undefined;
}

function ReasonFields({ reasons, onChange, messageFor }: ReasonFieldsProps) {
  const change = (at: number, part: Partial<ReasonForm>) =>
    onChange(reasons.map((reason, index) => (index === at ? { ...reason, ...part } : reason)));
  return (
    <Fieldset legend={boardTexts.reasons}>
      <Stack gap="sm">
        {reasons.map(({ code, detail, phone_number }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the reasons have no other identity than their place.
          <Group key={at} gap="sm" align="flex-start">
            <ReasonSelect
              code={code}
              error={messageFor(`/reasons/${at}/code`)}
              onChange={(next) => change(at, { code: next })}
            />
            <TextInput
              label={boardTexts.codeDetail}
              placeholder={boardTexts.codeDetailHint}
              value={detail}
              maxLength={500}
              error={messageFor(`/reasons/${at}/detail`)}
              onChange={({ currentTarget }) => change(at, { detail: currentTarget.value })}
            />
            <TextInput
              label={boardTexts.codeNumber}
              placeholder="+13125550100"
              type="tel"
              value={phone_number}
              error={messageFor(`/reasons/${at}/phone_number`)}
              onChange={({ currentTarget }) => change(at, { phone_number: currentTarget.value })}
            />
            {reasons.length > 1 && (
              <Button
                variant="subtle"
                size="compact-sm"
                mt={28}
                onClick={() => onChange(reasons.filter((_, index) => index !== at))}
              >
                {boardTexts.removeReason}
              </Button>
            )}
          </Group>
        ))}
        <div>
          <Button size="compact-sm" variant="default" onClick={() => onChange([...reasons, emptyReason])}>
            {boardTexts.addReason}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}
