import { Select, Stack } from "@mantine/core";
import { type Answer, type BodyFor, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ErrorAlert } from "../../components/error-alert";
import { boardTexts } from "../../strings/port-board";

type Transition = NonNullable<
  BodyFor<"POST", "/v1/porting-requests/{porting_request_id}/transitions/{transition_name}">
>;
export type ExceptionReason = NonNullable<Transition["reasons"]>[number];
export type RejectionCode = ExceptionReason["code"];

type Reason = Answer<"GET", "/v1/porting-reasons">["reasons"][number];
type Rejection = Reason & { readonly code: RejectionCode };

const isRejection = (reason: Reason): reason is Rejection => reason.kind === "rejection";

interface ReasonSelectProps {
  readonly code: RejectionCode;
  readonly onChange: (code: RejectionCode) => void;
  readonly error: string | undefined;
}

/** Chooses why carriers refuse a port, and shows what the customer reads about it: the problem and the next step. */
export function ReasonSelect({ code, onChange, error }: ReasonSelectProps) {
  const read = useCall(call("GET", "/v1/porting-reasons"));
  const rejections = read.data?.reasons.filter(isRejection) ?? [];
  const chosen = rejections.find((reason) => reason.code === code);
  return (
    <Stack gap="xs" w="100%">
      <Select
        label={boardTexts.code}
        description={chosen && `${chosen.detail} ${chosen.fix}`}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={rejections.map(({ code: value, title }) => ({ value, label: title }))}
        value={code}
        searchable
        allowDeselect={false}
        error={error}
        onChange={(text) => {
          const next = rejections.find((reason) => reason.code === text);
          if (next) onChange(next.code);
        }}
      />
      <ErrorAlert error={read.error} onRetry={() => read.refetch()} />
    </Stack>
  );
}
