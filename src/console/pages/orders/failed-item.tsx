import { Group, Paper, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { PhoneNumber } from "../../components/phone-number";
import { buyTexts } from "../../strings/buy";
import { ordersTexts } from "../../strings/orders";
import { Alternatives } from "../buy/alternatives";
import { rememberOrder, searchFor } from "../buy/order-memory";
import type { NumberSearch } from "../buy/search-query";
import type { OrderItem } from "./order-facts";

interface FailedItemProps {
  readonly orderId: string;
  readonly item: OrderItem;
  /** All numbers of the order. */
  readonly numbers: ReadonlySet<string>;
}

/** Failures after which another number of the same kind may be had. */
const taken = ["number_unavailable", "number_held", "number_owned", "number_cooling_off", "reservation_ended"];

/** Why a number was not bought, and what to buy in its place with one click. */
export function FailedItem({ orderId, item, numbers }: FailedItemProps) {
  const { phone_number, error } = item;
  if (!error) return null;
  const search = taken.includes(error.code) ? searchFor(orderId, phone_number) : null;
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={600}>
            <PhoneNumber number={phone_number} />
          </Text>
          <Text size="sm">{error.detail}</Text>
          <Text size="xs" c="dimmed">
            {[error.code, ...(error.carrier_code === null ? [] : [ordersTexts.carrierCode(error.carrier_code)])].join(
              " · ",
            )}
          </Text>
        </div>
        {error.retryable && <BuyOne label={ordersTexts.retry} phoneNumber={phone_number} search={search} />}
      </Group>
      {search && (
        <Alternatives phoneNumber={phone_number} search={search} without={numbers}>
          {(number) => <BuyOne label={ordersTexts.buyInstead} phoneNumber={number.phone_number} search={search} />}
        </Alternatives>
      )}
    </Paper>
  );
}

interface BuyOneProps {
  readonly label: string;
  readonly phoneNumber: string;
  readonly search: NumberSearch | null;
}

/** Orders one number; a repeated click after a lost answer buys nothing twice. */
function BuyOne({ label, phoneNumber, search }: BuyOneProps) {
  const key = useRef(crypto.randomUUID());
  const navigate = useNavigate();
  return (
    <ActionButton
      label={label}
      size="compact-sm"
      scope="numbers:write"
      makeCall={() =>
        call("POST", "/v1/orders", { body: { items: [{ phone_number: phoneNumber }] }, idempotencyKey: key.current })
      }
      doneMessage={null}
      onDone={(order) => {
        key.current = crypto.randomUUID();
        if (search) rememberOrder(order.id, { searches: { [phoneNumber]: search } });
        return navigate({ to: "/orders/$orderId", params: { orderId: order.id } });
      }}
      question={{ title: label, text: <PhoneNumber number={phoneNumber} />, action: buyTexts.buy(1) }}
    />
  );
}
