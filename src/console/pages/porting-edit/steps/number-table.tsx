import { Button, PasswordInput, Stack } from "@mantine/core";
import { useMemo, useState } from "react";
import { ApiError } from "../../../api/api-error";
import { call } from "../../../api/call";
import { ActionButton } from "../../../components/action-button";
import { type Column, DataTable } from "../../../components/data-table";
import { Dialog } from "../../../components/dialog";
import { EmptyState } from "../../../components/empty-state";
import { ErrorAlert } from "../../../components/error-alert";
import { FocusButton } from "../../../components/focus-button";
import { pagesState } from "../../../components/pages-state";
import { PhoneNumber } from "../../../components/phone-number";
import { portingCheckTexts } from "../../../strings/porting-check";
import { editTexts } from "../../../strings/porting-edit";
import { common } from "../../../strings/words";
import { usePortingScope } from "../../porting/porting-scope";
import { useDraftHere } from "../draft-context";
import type { PortingNumber, useAllNumbers } from "../use-all-numbers";
import { AgentSelect } from "./agent-select";

const texts = editTexts.numbers;

interface NumberTableProps {
  readonly list: ReturnType<typeof useAllNumbers>;
  readonly isDraft: boolean;
  readonly onChanged: () => unknown;
}

/** The numbers of the request, each with its own PIN if it has one. */
export function NumberTable({ list, isDraft, onChanged }: NumberTableProps) {
  const { id } = useDraftHere();
  const scope = usePortingScope();
  const [chosen, setChosen] = useState<PortingNumber | null>(null);
  const columns = useMemo(
    (): readonly Column<PortingNumber>[] => [
      {
        id: "number",
        header: texts.columns.number,
        width: "minmax(9.5rem, 1fr)",
        cell: ({ phone_number }) => <PhoneNumber number={phone_number} />,
      },
      {
        id: "kind",
        header: texts.columns.kind,
        width: "8rem",
        hideOnPhone: true,
        cell: ({ country, type }) => portingCheckTexts.result.kind(country, type),
      },
      {
        id: "own",
        header: texts.columns.own,
        width: "4rem",
        cell: (row) => {
          const label = row.secrets.pin || row.configuration ? texts.changeOwn : texts.setOwn;
          return (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`${label}: ${texts.ownTitle(row.phone_number)}`}
              onClick={() => setChosen(row)}
            >
              {label}
            </Button>
          );
        },
      },
      {
        id: "actions",
        header: texts.columns.actions,
        width: "6.5rem",
        cell: (row) =>
          isDraft ? (
            <ActionButton
              size="compact-xs"
              label={texts.remove}
              {...(scope && { scope })}
              makeCall={() =>
                call("DELETE", "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}", {
                  path: { porting_request_id: id, porting_number_id: row.id },
                })
              }
              doneMessage={null}
              onDone={onChanged}
            />
          ) : (
            common.noValue
          ),
      },
    ],
    [id, isDraft, scope, onChanged],
  );
  return (
    <>
      <DataTable
        label={texts.list}
        columns={columns}
        rows={list.rows}
        idOf={(row) => row.id}
        nameOf={({ phone_number }) => phone_number}
        {...pagesState(list)}
        empty={
          <EmptyState title={texts.none} text={texts.noneHint}>
            <FocusButton>{texts.add}</FocusButton>
          </EmptyState>
        }
        height="20rem"
      />
      {chosen && (
        <NumberDialog
          number={chosen}
          onClose={() => setChosen(null)}
          onSaved={async () => {
            setChosen(null);
            await onChanged();
          }}
        />
      )}
    </>
  );
}

interface NumberDialogProps {
  readonly number: PortingNumber;
  readonly onClose: () => void;
  readonly onSaved: () => unknown;
}

/** A PIN and an agent that one number has, instead of those of the request. */
function NumberDialog({ number, onClose, onSaved }: NumberDialogProps) {
  const { id } = useDraftHere();
  const scope = usePortingScope();
  const before = number.configuration?.agent_id ?? null;
  const [pin, setPin] = useState("");
  const [isPinChanged, setPinChanged] = useState(false);
  const [agentId, setAgentId] = useState(before);
  const [error, setError] = useState<unknown>(null);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const configuration = agentId === null ? null : { ...number.configuration, agent_id: agentId };
  return (
    <Dialog opened onClose={onClose} title={texts.ownTitle(number.phone_number)}>
      <Stack gap="sm">
        <PasswordInput
          label={texts.ownPin}
          description={texts.pinHint}
          placeholder={number.secrets.pin && !isPinChanged ? "••••••••" : undefined}
          autoComplete="off"
          data-autofocus
          value={pin}
          error={messageFor("/pin")}
          visibilityToggleButtonProps={{ "aria-label": editTexts.account.show }}
          onChange={({ currentTarget }) => {
            setPin(currentTarget.value);
            setPinChanged(true);
          }}
        />
        {number.secrets.pin && !isPinChanged && (
          <div>
            <Button size="compact-xs" variant="default" onClick={() => setPinChanged(true)}>
              {texts.removePin}
            </Button>
          </div>
        )}
        <AgentSelect
          label={editTexts.after.agent}
          placeholder={texts.asRequest}
          value={agentId}
          error={messageFor("/configuration/agent_id") ?? messageFor("/configuration")}
          onChange={setAgentId}
        />
        <ErrorAlert error={error} withFields={false} />
        <ActionButton
          label={common.save}
          variant="filled"
          {...(scope && { scope })}
          disabledReason={isPinChanged || agentId !== before ? null : texts.ownUnchanged}
          makeCall={() =>
            call("PATCH", "/v1/porting-requests/{porting_request_id}/numbers/{porting_number_id}", {
              path: { porting_request_id: id, porting_number_id: number.id },
              body: {
                ...(isPinChanged && { pin: pin.trim() === "" ? null : pin.trim() }),
                ...(agentId !== before && { configuration }),
              },
            })
          }
          onError={setError}
          onDone={onSaved}
        />
      </Stack>
    </Dialog>
  );
}
