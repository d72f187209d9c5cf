import { Link } from "@tanstack/react-router";
import type { Column } from "../../components/data-table";
import { PhoneNumber } from "../../components/phone-number";
import { importsTexts as texts } from "../../strings/imports";
import { common } from "../../strings/words";
import { numberPage } from "../connections/number-page";
import type { CarrierNumber } from "./use-carrier-numbers";

/** The thing that gets a number's calls now, in one line. */
function answeredBy({ answered_by: now, obstacles }: CarrierNumber): string {
  if (now.trunk_sid) return texts.trunk(now.trunk_sid);
  if (now.voice_application_sid) return texts.application(now.voice_application_sid);
  const flow = obstacles.find(({ kind, setting }) => kind === "studio_flow" && setting === "voice_url");
  if (flow) return `${texts.obstacleNames.studio_flow} ${flow.value}`;
  return now.voice_url ?? now.sms_url ?? texts.nothing;
}

export const carrierNumberColumns: readonly Column<CarrierNumber>[] = [
  {
    id: "phone_number",
    header: texts.columns.number,
    width: "8.5rem",
    cell: ({ phone_number }) => <PhoneNumber number={phone_number} />,
  },
  {
    id: "name",
    header: texts.columns.name,
    width: "minmax(8rem, 1fr)",
    hideOnPhone: true,
    cell: ({ friendly_name }) => friendly_name ?? common.noValue,
  },
  {
    id: "answered_by",
    header: texts.columns.answeredBy,
    width: "minmax(10rem, 2fr)",
    hideOnPhone: true,
    cell: (row) => <span title={answeredBy(row)}>{answeredBy(row)}</span>,
  },
  {
    id: "obstacles",
    header: texts.columns.obstacles,
    width: "minmax(8rem, 1.2fr)",
    cell: ({ obstacles, phone_number_id }) =>
      phone_number_id ? (
        <Link to={numberPage(phone_number_id)}>{texts.alreadyHere}</Link>
      ) : obstacles.length === 0 ? (
        texts.free
      ) : (
        obstacles.map(({ kind, setting, detail }) => (
          <span className="tag" key={`${kind} ${setting}`} title={detail}>
            {texts.obstacleNames[kind]}
          </span>
        ))
      ),
  },
];
