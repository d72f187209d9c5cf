import { Select } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { startTexts } from "../../strings/start";

const SHOWN = 50;

/** The numbers that the tenant has already, if there are any. */
export function OwnedNumbers({ onPicked }: { readonly onPicked: (phoneNumberId: string) => void }) {
  const { data } = useCall(call("GET", "/v1/phone-numbers", { query: { status: "active", limit: SHOWN } }));
  if (!data || data.data.length === 0) return null;
  return (
    <Select
      label={startTexts.haveOne}
      data={data.data.map(({ id, phone_number, friendly_name }) => ({
        value: id,
        label: [phone_number, friendly_name].filter(Boolean).join(" · "),
      }))}
      value={null}
      onChange={(id) => id && onPicked(id)}
      searchable
      maw={420}
    />
  );
}
