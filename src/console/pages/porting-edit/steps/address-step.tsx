import { Checkbox, Fieldset, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { editTexts } from "../../../strings/porting-edit";
import { AddressFields } from "../address-fields";
import { useDraftHere } from "../draft-context";
import { FieldNotes } from "../field-notes";

const texts = editTexts.address;

/** Where the numbers are in service, and who may sign for the account. */
export function AddressStep() {
  const { form, set, refused } = useDraftHere();
  const person = form.authorized_person;
  return (
    <Stack gap="md">
      <AddressFields
        legend={texts.service}
        pointer="/service_address"
        value={form.service_address}
        onChange={(value) => set("service_address", value)}
        autoComplete
      >
        <Text size="sm" c="dimmed" mb="xs">
          {texts.serviceHint}
        </Text>
      </AddressFields>
      <FieldNotes groups={["service_address"]} />
      <Checkbox
        label={texts.sameAsService}
        checked={form.billing_address === null}
        onChange={({ currentTarget }) =>
          set("billing_address", currentTarget.checked ? null : { ...form.service_address })
        }
      />
      {form.billing_address && (
        <AddressFields
          legend={texts.billing}
          pointer="/billing_address"
          value={form.billing_address}
          onChange={(value) => set("billing_address", value)}
        />
      )}
      <FieldNotes groups={["billing_address"]} />
      <Fieldset legend={texts.person}>
        <Text size="sm" c="dimmed" mb="xs">
          {texts.personHint}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput
            label={texts.name}
            placeholder={editTexts.examples.person}
            autoComplete="off"
            maxLength={100}
            value={person.name}
            error={refused["/authorized_person/name"]}
            onChange={({ currentTarget }) => set("authorized_person", { ...person, name: currentTarget.value })}
          />
          <TextInput
            label={texts.email}
            description={texts.emailHint}
            type="email"
            autoComplete="off"
            maxLength={254}
            value={person.email}
            error={refused["/authorized_person/email"]}
            onChange={({ currentTarget }) => set("authorized_person", { ...person, email: currentTarget.value })}
          />
          <TextInput
            label={texts.phone}
            type="tel"
            autoComplete="off"
            value={person.phone}
            error={refused["/authorized_person/phone"]}
            onChange={({ currentTarget }) => set("authorized_person", { ...person, phone: currentTarget.value })}
          />
        </SimpleGrid>
      </Fieldset>
      <FieldNotes groups={["authorized_person"]} />
    </Stack>
  );
}
