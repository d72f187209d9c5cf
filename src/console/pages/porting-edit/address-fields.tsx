import { Fieldset, SimpleGrid, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { editTexts } from "../../strings/porting-edit";
import { useDraftHere } from "./draft-context";
import type { AddressForm } from "./draft-form";

const texts = editTexts.address;

interface AddressFieldsProps {
  readonly legend: string;
  readonly value: AddressForm;
  readonly onChange: (value: AddressForm) => void;
  /** Where the address stands in a change, as a JSON pointer. */
  readonly pointer: string;
  readonly autoComplete?: boolean;
  readonly children?: ReactNode;
}

/** The fields of a postal address, with the platform's messages at each. */
export function AddressFields({
  legend,
  value,
  onChange,
  pointer,
  autoComplete = false,
  children,
}: AddressFieldsProps) {
  const { refused } = useDraftHere();
  const field = (name: keyof AddressForm, label: string, complete: string) => ({
    label,
    value: value[name],
    error: refused[`${pointer}/${name}`],
    autoComplete: autoComplete ? complete : "off",
    onChange: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      onChange({ ...value, [name]: currentTarget.value }),
  });
  return (
    <Fieldset legend={legend}>
      {children}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput {...field("street", texts.street, "address-line1")} placeholder={editTexts.examples.street} />
        <TextInput {...field("street_2", texts.street2, "address-line2")} placeholder={editTexts.examples.suite} />
        <TextInput {...field("city", texts.city, "address-level2")} />
        <SimpleGrid cols={3} spacing="xs">
          <TextInput
            {...field("state", texts.state, "address-level1")}
            placeholder={editTexts.examples.state}
            maxLength={50}
          />
          <TextInput {...field("postal_code", texts.zip, "postal-code")} placeholder="60661" inputMode="text" />
          <TextInput {...field("country", texts.country, "country")} maxLength={2} />
        </SimpleGrid>
      </SimpleGrid>
    </Fieldset>
  );
}
