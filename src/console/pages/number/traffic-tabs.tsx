import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import { callTexts, messageTexts } from "../../strings/traffic";
import { callColumnsOfNumber } from "../calls/call-columns";
import { CallDrawer } from "../calls/call-drawer";
import { useCalls } from "../calls/use-calls";
import { messageColumns } from "../messages/message-columns";
import { MessageDrawer } from "../messages/message-drawer";
import { useMessages } from "../messages/use-messages";
import type { NumberPart } from "./use-number";

const columnsOfMessages = messageColumns.filter(({ id }) => id !== "to");

/** The number's calls; opening one shows why it went where it went. */
export function CallsTab({ number: { id } }: NumberPart) {
  const { call } = useSearch({ from: "/signed-in/numbers/$id" });
  const navigate = useNavigate();
  const list = useCalls(useMemo(() => ({ phone_number_id: id }), [id]));
  const open = (callId: string | undefined) =>
    void navigate({ to: "/numbers/$id", params: { id }, search: { tab: "calls", call: callId }, replace: true });
  return (
    <>
      <LiveTable
        label={callTexts.title}
        list={list}
        columns={callColumnsOfNumber}
        nameOf={({ from_address }) => from_address}
        onOpen={(row) => open(row.id)}
        empty={
          <EmptyState title={callTexts.none} text={callTexts.noneHint}>
            <LinkButton to="/start" search={{ number: id }}>
              {callTexts.testCall}
            </LinkButton>
          </EmptyState>
        }
      />
      <CallDrawer id={call} onClose={() => open(undefined)} />
    </>
  );
}

/** The number's messages. */
export function MessagesTab({ number: { id } }: NumberPart) {
  const { message } = useSearch({ from: "/signed-in/numbers/$id" });
  const navigate = useNavigate();
  const list = useMessages(useMemo(() => ({ phone_number_id: id }), [id]));
  const open = (messageId: string | undefined) =>
    void navigate({
      to: "/numbers/$id",
      params: { id },
      search: { tab: "messages", message: messageId },
      replace: true,
    });
  return (
    <>
      <LiveTable
        label={messageTexts.title}
        list={list}
        columns={columnsOfMessages}
        nameOf={({ from_address }) => from_address}
        onOpen={(row) => open(row.id)}
        empty={
          <EmptyState title={messageTexts.none} text={messageTexts.noneHint}>
            <LinkButton to="/numbers/$id" params={{ id }} variant="default">
              {messageTexts.toForwarding}
            </LinkButton>
          </EmptyState>
        }
      />
      <MessageDrawer id={message} onClose={() => open(undefined)} />
    </>
  );
}
