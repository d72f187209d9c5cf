import { Button, Group, PasswordInput, Radio, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { editTexts } from "../../../strings/porting-edit";
import { useDraftHere } from "../draft-context";
import { FieldNotes } from "../field-notes";

const texts = editTexts.account;

/** The carrier that has the numbers now, and the account there. */
export function AccountStep() {
  const { form, set, refused } = useDraftHere();
  const { customer } = form;
  return (
    <Stack gap="md">
      <TextInput
        label={texts.carrier}
        description={texts.carrierHint}
        placeholder={editTexts.examples.carrier}
        maxLength={100}
        value={form.losing_carrier}
        error={refused["/losing_carrier/name"] ?? refused["/losing_carrier"]}
        onChange={({ currentTarget }) => set("losing_carrier", currentTarget.value)}
      />
      <FieldNotes groups={["losing_carrier"]} />
      <Radio.Group
        label={texts.customerType}
        value={customer.type}
        onChange={(type) => set("customer", { ...customer, type: type === "individual" ? "individual" : "business" })}
      >
        <Group gap="md" mt={4}>
          <Radio value="business" label={texts.business} />
          <Radio value="individual" label={texts.individual} />
        </Group>
      </Radio.Group>
      <TextInput
        label={texts.customer}
        description={texts.customerHint}
        placeholder={editTexts.examples.customer}
        maxLength={200}
        value={customer.name}
        error={refused["/customer/name"] ?? refused["/customer"]}
        onChange={({ currentTarget }) => set("customer", { ...customer, name: currentTarget.value })}
      />
      <FieldNotes groups={["customer"]} />
      <TextInput
        label={texts.btn}
        description={texts.btnHint}
        placeholder="+13125550100"
        type="tel"
        value={form.billing_telephone_number}
        error={refused["/billing_telephone_number"]}
        onChange={({ currentTarget }) => set("billing_telephone_number", currentTarget.value)}
      />
      <FieldNotes groups={["billing_telephone_number"]} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Secret name="account_number" label={texts.number} hint={texts.numberHint} />
        <Secret name="pin" label={texts.pin} hint={texts.pinHint} />
      </SimpleGrid>
    </Stack>
  );
}

interface SecretProps {
  readonly name: "account_number" | "pin";
  readonly label: string;
  readonly hint: string;
}

/** A field that is stored encrypted: it can be replaced and removed, and not read. */
function Secret({ name, label, hint }: SecretProps) {
  const { form, edited, set, refused, request } = useDraftHere();
  const isStored = request.secrets[name] && !edited[name];
  return (
    <Stack gap="xs">
      <PasswordInput
        label={label}
        description={isStored ? texts.stored : hint}
        placeholder={isStored ? "••••••••" : undefined}
        autoComplete="off"
        value={form[name]}
        error={refused[`/${name}`]}
        visibilityToggleButtonProps={{ "aria-label": texts.show }}
        onChange={({ currentTarget }) => set(name, currentTarget.value)}
      />
      {isStored && (
        <Group>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={texts.removeSecret(label)}
            onClick={() => set(name, "")}
          >
            {texts.remove}
          </Button>
        </Group>
      )}
      <FieldNotes groups={[name]} />
    </Stack>
  );
}
