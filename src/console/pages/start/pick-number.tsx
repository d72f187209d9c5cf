import { Alert, Group, Loader, Select, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { ErrorAlert } from "../../components/error-alert";
import { FilterText } from "../../components/filter-text";
import { LinkButton, TextLink } from "../../components/links";
import { moneyText } from "../../components/money";
import { PhoneNumber } from "../../components/phone-number";
import { usePollUnlessLive } from "../../live/live-provider";
import { startTexts } from "../../strings/start";
import { common } from "../../strings/words";
import { useCountries } from "../buy/countries";
import { type AvailableNumber, hasAreaCodes, placeOf, searchCall } from "../buy/search-query";
import { needsNothing } from "../regulatory/needs-text";
import { OwnedNumbers } from "./owned-numbers";

interface PickNumberProps {
  readonly onPicked: (phoneNumberId: string) => void;
}

const SHOWN = "6";

/** Finds a number and buys it with one click, or takes one that the tenant has. */
export function PickNumber({ onPicked }: PickNumberProps) {
  const [country, setCountry] = useState("US");
  const [areaCode, setAreaCode] = useState<string | undefined>();
  const [orderId, setOrderId] = useState<string | null>(null);
  const countries = useCountries();
  const found = useCall(
    searchCall({ country, limit: SHOWN, ...(areaCode && hasAreaCodes(country) && { area_code: areaCode }) }),
    { keepPrevious: true },
  );
  const needsDocuments = found.data?.data.some(({ requirements }) => !needsNothing(requirements)) ?? false;
  return (
    <Stack gap="sm">
      <Group align="flex-end">
        <Select
          label={startTexts.country}
          data={countries.data?.data.map((each) => ({ value: each.country, label: each.name })) ?? []}
          value={country}
          onChange={(value) => value && setCountry(value)}
          allowDeselect={false}
          searchable
        />
        {hasAreaCodes(country) && (
          <FilterText
            label={startTexts.areaCode}
            placeholder={startTexts.areaCodeHint}
            value={areaCode}
            onChange={(text) => setAreaCode(text?.length === 3 ? text : undefined)}
            inputMode="numeric"
            maxLength={3}
          />
        )}
        <LinkButton to="/buy" search={{ country }} variant="subtle">
          {startTexts.allFilters}
        </LinkButton>
      </Group>
      {orderId && <BuyingOrder orderId={orderId} onBought={onPicked} onFailed={() => found.refetch()} />}
      <ErrorAlert error={found.error} onRetry={found.refetch} />
      {needsDocuments && (
        <Alert color="yellow" variant="light">
          {startTexts.documents}{" "}
          <TextLink to="/regulatory" search={{ country }}>
            {startTexts.toDocuments}
          </TextLink>
        </Alert>
      )}
      {found.isPending && <Loader size="sm" aria-label={common.loading} />}
      {found.data?.data.length === 0 && <Text size="sm">{startTexts.noneForSale}</Text>}
      {found.data && found.data.data.length > 0 && (
        <ul className="pick-list">
          {found.data.data.map((number) => (
            <Offer key={number.phone_number} number={number} onOrdered={setOrderId} />
          ))}
        </ul>
      )}
      <OwnedNumbers onPicked={onPicked} />
    </Stack>
  );
}

interface OfferProps {
  readonly number: AvailableNumber;
  readonly onOrdered: (orderId: string) => void;
}

function Offer({ number, onOrdered }: OfferProps) {
  const { phone_number, monthly_price } = number;
  const key = useRef(crypto.randomUUID());
  const price = moneyText(monthly_price);
  return (
    <li>
      <span>
        <strong>
          <PhoneNumber number={phone_number} />
        </strong>{" "}
        {placeOf(number)}
      </span>
      <Group gap="sm" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {startTexts.price(price)}
        </Text>
        <ActionButton
          label={startTexts.buy}
          size="compact-sm"
          variant="light"
          scope="numbers:write"
          question={{
            title: startTexts.buyName(phone_number, price),
            text: startTexts.buyQuestion(phone_number, price),
            action: startTexts.buy,
          }}
          makeCall={() =>
            call("POST", "/v1/orders", {
              body: {
                items: [{ phone_number }],
                ...(monthly_price && { max_monthly_cost: monthly_price }),
              },
              idempotencyKey: key.current,
            })
          }
          doneMessage={null}
          onDone={({ id }) => {
            key.current = crypto.randomUUID();
            onOrdered(id);
          }}
        />
      </Group>
    </li>
  );
}

interface BuyingOrderProps {
  readonly orderId: string;
  readonly onBought: (phoneNumberId: string) => void;
  readonly onFailed: () => unknown;
}

/** How often the order is read again without the feed. */
const LOOK_AGAIN_MS = 1_500;

/** Follows the order until its number is bought. */
function BuyingOrder({ orderId, onBought, onFailed }: BuyingOrderProps) {
  const { data, error, refetch } = useCall(call("GET", "/v1/orders/{order_id}", { path: { order_id: orderId } }), {
    refetchInterval: usePollUnlessLive(LOOK_AGAIN_MS),
  });
  const item = data?.items[0];
  const boughtId = item?.status === "completed" ? item.phone_number_id : null;
  const hasFailed = item?.status === "failed" || item?.status === "canceled";
  const reported = useRef<string | null>(null);
  useEffect(() => {
    if (reported.current === orderId) return;
    if (!boughtId && !hasFailed) return;
    reported.current = orderId;
    if (boughtId) onBought(boughtId);
    else void onFailed();
  }, [orderId, boughtId, hasFailed, onBought, onFailed]);
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  if (hasFailed) {
    return (
      <Alert color="red" variant="light" role="alert" title={startTexts.notBought}>
        {item?.error?.detail}
      </Alert>
    );
  }
  return (
    <Alert color="blue" variant="light" role="status">
      {startTexts.buying}
    </Alert>
  );
}
