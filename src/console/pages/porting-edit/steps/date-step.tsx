import { Group, Select, Stack, Text } from "@mantine/core";
import { call } from "../../../api/call";
import { useCall } from "../../../api/use-call";
import { ErrorAlert } from "../../../components/error-alert";
import { editTexts } from "../../../strings/porting-edit";
import { useDraftHere } from "../draft-context";
import { FieldNotes } from "../field-notes";

const texts = editTexts.date;
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", timeZone: "UTC" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone: "UTC" });
/** Windows begin and end at half hours. */
const SLOT_MINUTES = 30;
const MAX_ZONES_SHOWN = 60;

/** The zones of the United States come first: most ports are there. */
const usualZones = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"];
const zones = [...new Set([...usualZones, ...Intl.supportedValuesOf("timeZone")])];

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

function slotsBetween(start: string, end: string): string[] {
  const slots: string[] = [];
  for (let at = minutesOf(start); at <= minutesOf(end); at += SLOT_MINUTES) slots.push(clockOf(at));
  return slots;
}

/** The wished date: one of those on which the losing carrier works. */
export function DateStep() {
  const { id, form, set, refused } = useDraftHere();
  const { desired } = form;
  const { data, error, refetch } = useCall(
    call("GET", "/v1/porting-requests/{porting_request_id}/allowed-dates", { path: { porting_request_id: id } }),
  );
  const chosen = data?.dates.find(({ date }) => date === desired.date) ?? data?.dates[0];
  const slots = chosen ? slotsBetween(chosen.window_start, chosen.window_end) : [];
  const isListed = desired.date === "" || (data?.dates.some(({ date }) => date === desired.date) ?? true);
  const dates = [...(isListed ? [] : [desired.date]), ...(data?.dates.map(({ date }) => date) ?? [])];
  return (
    <Stack gap="md">
      <Text size="sm">{texts.lead}</Text>
      <ErrorAlert error={error} onRetry={refetch} />
      <fieldset className="date-picker">
        <legend>{texts.dates}</legend>
        <label className="date-choice wide">
          <input
            type="radio"
            name="desired-date"
            checked={desired.date === ""}
            onChange={() => set("desired", { ...desired, date: "", window_start: "", window_end: "" })}
          />
          <span>{texts.asap}</span>
        </label>
        <div className="date-grid">
          {dates.map((date) => (
            <label key={date} className="date-choice">
              <input
                type="radio"
                name="desired-date"
                checked={desired.date === date}
                onChange={() => set("desired", { ...desired, date })}
              />
              <span>
                <small>{weekday.format(new Date(date))}</small>
                {day.format(new Date(date))}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {desired.date !== "" && (
        <Group gap="sm" align="flex-start">
          <Select
            label={texts.start}
            placeholder={texts.anyTime}
            data={slots.slice(0, -1)}
            value={desired.window_start || null}
            clearable
            w={150}
            error={refused["/desired/window_start"]}
            onChange={(start) =>
              set("desired", { ...desired, window_start: start ?? "", ...(start === null && { window_end: "" }) })
            }
          />
          <Select
            label={texts.end}
            placeholder={texts.anyTime}
            data={slots.filter((slot) => slot > desired.window_start)}
            value={desired.window_end || null}
            clearable
            w={150}
            error={refused["/desired/window_end"]}
            onChange={(end) =>
              set("desired", { ...desired, window_end: end ?? "", ...(end === null && { window_start: "" }) })
            }
          />
          <Select
            label={texts.zone}
            data={zones.includes(desired.time_zone) ? zones : [desired.time_zone, ...zones]}
            searchable
            limit={MAX_ZONES_SHOWN}
            value={desired.time_zone}
            allowDeselect={false}
            w={220}
            error={refused["/desired/time_zone"]}
            onChange={(zone) => zone && set("desired", { ...desired, time_zone: zone })}
          />
        </Group>
      )}
      <FieldNotes groups={["desired"]} />
    </Stack>
  );
}
