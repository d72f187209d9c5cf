import { Badge } from "@mantine/core";
import type { Column } from "../../components/data-table";
import { TextLink } from "../../components/links";
import { PhoneNumber } from "../../components/phone-number";
import { portingCheckTexts } from "../../strings/porting-check";
import { common } from "../../strings/words";
import { answerOf, type CheckResult, colorOf } from "./check-answer";

const texts = portingCheckTexts.result;
const { columns } = texts;

export const checkColumns: readonly Column<CheckResult>[] = [
  {
    id: "number",
    header: columns.number,
    width: "minmax(9.5rem, 0.8fr)",
    cell: ({ phone_number }) => <PhoneNumber number={phone_number} />,
  },
  {
    id: "answer",
    header: columns.answer,
    width: "minmax(8.5rem, 0.7fr)",
    cell: (result) => {
      const answer = answerOf(result);
      return (
        <Badge variant="light" color={colorOf[answer]} className="status" tt="none" radius="sm">
          {texts[answer]}
        </Badge>
      );
    },
  },
  {
    id: "reason",
    header: columns.reason,
    width: "minmax(10rem, 1.4fr)",
    hideOnPhone: true,
    cell: (result) => <Reason result={result} />,
  },
  {
    id: "needs",
    header: columns.needs,
    width: "13.5rem",
    hideOnPhone: true,
    cell: ({ pin_required }) => (pin_required ? texts.pinNeeded : common.noValue),
  },
  {
    id: "kind",
    header: columns.kind,
    width: "7rem",
    hideOnPhone: true,
    cell: ({ country, type }) => texts.kind(country, type),
  },
];

/** Why the number cannot be ported as it stands. The remedy stands below the table, once per reason. */
function Reason({ result }: { readonly result: CheckResult }) {
  const reason = result.conflict ?? result.reason;
  if (answerOf(result) === "portable") return <>{texts.ready}</>;
  if (!reason) return <>{common.noValue}</>;
  return <span title={`${reason.detail} ${reason.fix}`}>{reason.title}</span>;
}

/** The tenant's own request that has the number already. */
export function RequestLink({ result }: { readonly result: CheckResult | undefined }) {
  const id = result?.conflict?.porting_request_id;
  if (!id) return null;
  return (
    <TextLink to="/porting/$id" params={{ id }}>
      {texts.openRequest}
    </TextLink>
  );
}
