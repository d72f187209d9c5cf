import { Paper, Progress, Stack, Text, Title } from "@mantine/core";
import { type Answer, call } from "../../api/call";
import { mayUse } from "../../api/session";
import { useCall } from "../../api/use-call";
import { useSession } from "../../app/use-session";
import { moneyText, sumsText } from "../../components/money";
import { settingsTexts } from "../../strings/settings";

export type Me = Answer<"GET", "/v1/me">;

/** From this share on, a bar is red. */
const NEARLY_FULL = 0.9;
const MAX_COUNTED = 100;

interface LimitProps {
  readonly label: string;
  readonly used: string;
  readonly limit: string | null;
  /** Between 0 and 1; `null` without a cap. */
  readonly share: number | null;
}

function Limit({ label, used, limit, share }: LimitProps) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Text size="sm">{settingsTexts.of(used, limit)}</Text>
      {share !== null && (
        <Progress value={Math.min(1, share) * 100} color={share >= NEARLY_FULL ? "red" : "indigo"} aria-label={label} />
      )}
    </div>
  );
}

/** The tenant's limits, and its use of them. */
export function UsedLimits({ me: { tenant, usage } }: { readonly me: Me }) {
  const session = useSession();
  const holds = useCall(call("GET", "/v1/reservations", { query: { status: "held", limit: MAX_COUNTED } }), {
    enabled: mayUse(session, "numbers:read"),
  });
  const cap = tenant.max_monthly_cost;
  const spent = cap && Number(usage.monthly_cost.find(({ currency }) => currency === cap.currency)?.amount ?? 0);
  const held = holds.data?.data.length ?? 0;
  const shareOf = (used: number, limit: number | null): number | null =>
    limit === null ? null : limit === 0 ? 1 : used / limit;
  return (
    <Paper withBorder p="md">
      <Title order={2}>{settingsTexts.limits}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {settingsTexts.limitsHint}
      </Text>
      <Stack>
        <Limit
          label={settingsTexts.numbers}
          used={String(usage.numbers)}
          limit={tenant.number_limit === null ? null : String(tenant.number_limit)}
          share={shareOf(usage.numbers, tenant.number_limit)}
        />
        <Limit
          label={settingsTexts.cost}
          used={usage.monthly_cost.length === 0 ? "0" : sumsText(usage.monthly_cost)}
          limit={cap && moneyText(cap)}
          share={cap && shareOf(spent ?? 0, Number(cap.amount))}
        />
        <Limit
          label={settingsTexts.reservations}
          used={holds.data?.has_more ? `${held}+` : String(held)}
          limit={String(tenant.reservation_limit)}
          share={shareOf(held, tenant.reservation_limit)}
        />
      </Stack>
    </Paper>
  );
}
