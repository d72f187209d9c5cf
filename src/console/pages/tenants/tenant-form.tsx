import { Checkbox, Group, NumberInput, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { ApiError } from "../../api/api-error";
import type { Answer, BodyFor, Call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { Dialog } from "../../components/dialog";
import { ErrorAlert } from "../../components/error-alert";
import { tenantTexts } from "../../strings/tenants";

export type Tenant = Answer<"GET", "/v1/tenants/{tenant_id}">;
type Body = NonNullable<BodyFor<"POST", "/v1/tenants">>;

interface TenantFormProps {
  readonly title: string;
  readonly action: string;
  /** The tenant that is edited. */
  readonly tenant?: Tenant;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly makeCall: (body: Body) => Call<Tenant>;
  readonly onDone: (tenant: Tenant) => unknown;
}

const DEFAULT_HOLDS = 10;

/** A tenant's name and limits. */
export function TenantForm(props: TenantFormProps) {
  const { title, opened, onClose } = props;
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      {opened && <Fields {...props} />}
    </Dialog>
  );
}

/** The value of a number field: the text while it is no number yet. */
type Figure = number | string;
const capOf = (figure: Figure): number | null => (figure === "" ? null : Number(figure));

function Fields({ action, tenant, makeCall, onDone }: TenantFormProps) {
  const [name, setName] = useState(tenant?.name ?? "");
  const [numbers, setNumbers] = useState<Figure>(tenant?.number_limit ?? "");
  const [cost, setCost] = useState(tenant?.max_monthly_cost?.amount ?? "");
  const [currency, setCurrency] = useState(tenant?.max_monthly_cost?.currency ?? "USD");
  const [holds, setHolds] = useState<Figure>(tenant?.reservation_limit ?? DEFAULT_HOLDS);
  const [message, setMessage] = useState<string | null>(tenant?.caller_message ?? null);
  const [mayRedirect, setMayRedirect] = useState(tenant?.redirect_allowed ?? false);
  const [error, setError] = useState<unknown>(null);
  // The change is of the version that the form began with, also if another person changes it meanwhile.
  const [makeChange] = useState(() => makeCall);
  const messageFor = (pointer: string) => (error instanceof ApiError ? error.messageFor(pointer) : undefined);
  const body = (): Body => ({
    name: name.trim(),
    number_limit: capOf(numbers),
    max_monthly_cost: cost.trim() ? { amount: cost.trim(), currency: currency.trim() } : null,
    reservation_limit: capOf(holds) ?? DEFAULT_HOLDS,
    caller_message: message,
    redirect_allowed: mayRedirect,
  });
  return (
    <Stack>
      <TextInput
        label={tenantTexts.name}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={messageFor("/name")}
        required
        data-autofocus
      />
      <NumberInput
        label={tenantTexts.numberLimit}
        placeholder={tenantTexts.noCap}
        value={numbers}
        onChange={setNumbers}
        error={messageFor("/number_limit")}
        min={0}
        allowDecimal={false}
      />
      <Group align="flex-end" grow>
        <TextInput
          label={tenantTexts.costLimit}
          placeholder={tenantTexts.noCap}
          inputMode="decimal"
          value={cost}
          onChange={({ currentTarget }) => setCost(currentTarget.value)}
          error={messageFor("/max_monthly_cost/amount") ?? messageFor("/max_monthly_cost")}
        />
        <TextInput
          label={tenantTexts.currency}
          value={currency}
          onChange={({ currentTarget }) => setCurrency(currentTarget.value.toUpperCase())}
          error={messageFor("/max_monthly_cost/currency")}
        />
      </Group>
      <NumberInput
        label={tenantTexts.reservationLimit}
        value={holds}
        onChange={setHolds}
        error={messageFor("/reservation_limit")}
        min={0}
        allowDecimal={false}
      />
      <Checkbox
        label={tenantTexts.ownMessage}
        checked={message !== null}
        onChange={({ currentTarget }) => setMessage(currentTarget.checked ? "" : null)}
      />
      {message !== null && (
        <Textarea
          label={tenantTexts.callerMessage}
          description={tenantTexts.callerMessageHint}
          value={message}
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
          error={messageFor("/caller_message")}
          autosize
        />
      )}
      <Switch
        label={tenantTexts.redirect}
        description={tenantTexts.redirectHint}
        checked={mayRedirect}
        onChange={({ currentTarget }) => setMayRedirect(currentTarget.checked)}
      />
      <ErrorAlert error={error} withFields={false} />
      <Group justify="flex-end">
        <ActionButton
          label={action}
          variant="filled"
          scope="admin"
          makeCall={() => makeChange(body())}
          onError={setError}
          onDone={onDone}
        />
      </Group>
    </Stack>
  );
}
