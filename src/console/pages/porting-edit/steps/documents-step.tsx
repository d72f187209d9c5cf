import { Button, Fieldset, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { editTexts } from "../../../strings/porting-edit";
import { DocumentList } from "../../porting-documents/document-list";
import { DropArea } from "../../porting-documents/drop-area";
import { LetterButton } from "../../porting-documents/letter-button";
import type { DocumentKind } from "../../porting-documents/uploads";
import { AddressFields } from "../address-fields";
import { useDraftHere } from "../draft-context";
import { FieldNotes } from "../field-notes";

const texts = editTexts.documents;

/** The documents, and the fields of the bill, with which the pre-flight check compares the request. */
export function DocumentsStep() {
  const { id, form, set, refused, request, refetch } = useDraftHere();
  const needsLetter = request.requirements.some((each) => each.id === "letter_of_authorization");
  const hasBill = request.requirements.some((each) => each.id === "bill" && each.status !== "missing");
  const [kind, setKind] = useState<DocumentKind>(needsLetter && hasBill ? "loa" : "bill");
  const { bill } = form;
  return (
    <Stack gap="md">
      <Text size="sm">{texts.lead}</Text>
      <DropArea id={id} kind={kind} onKind={setKind} onStored={refetch} />
      <DocumentList id={id} isOpen onChanged={refetch} />
      <FieldNotes groups={[]} pointers={["/documents"]} />
      {needsLetter && <LetterButton id={id} />}
      <Fieldset legend={texts.bill}>
        <Text size="sm" c="dimmed" mb="xs">
          {texts.billHint}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput
            label={texts.billName}
            autoComplete="off"
            maxLength={200}
            value={bill.customer_name}
            error={refused["/bill/customer_name"]}
            onChange={({ currentTarget }) => set("bill", { ...bill, customer_name: currentTarget.value })}
          />
          <TextInput
            type="date"
            label={texts.billDate}
            description={texts.billDateHint}
            value={bill.date}
            error={refused["/bill/date"]}
            onChange={({ currentTarget }) => set("bill", { ...bill, date: currentTarget.value })}
          />
        </SimpleGrid>
      </Fieldset>
      <AddressFields
        legend={texts.billAddress}
        pointer="/bill/address"
        value={bill.address}
        onChange={(address) => set("bill", { ...bill, address })}
      >
        <Group mb="xs">
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => set("bill", { ...bill, address: form.service_address })}
          >
            {texts.copyService}
          </Button>
        </Group>
      </AddressFields>
      <FieldNotes groups={["bill"]} />
    </Stack>
  );
}
