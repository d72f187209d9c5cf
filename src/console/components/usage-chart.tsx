import { Skeleton } from "@mantine/core";
import { lazy, Suspense, useMemo } from "react";
import type { Answer } from "../api/call";
import { axisTimeOf, daysBetween } from "../api/days";

const Chart = lazy(() => import("./chart").then((module) => ({ default: module.Chart })));

type Usage = Pick<Answer<"GET", "/v1/usage">["data"][number], UsageField | "day">;
type UsageField = "calls" | "answered_calls" | "minutes" | "messages_in" | "messages_out";

interface UsageChartProps {
  readonly label: string;
  /** Sums by day; days without use may be missing. */
  readonly rows: readonly Usage[];
  readonly from: string;
  readonly to: string;
  readonly series: readonly { readonly field: UsageField; readonly name: string; readonly color: string }[];
  readonly height?: number;
}

const HEIGHT = 180;
/** The chart with its legend, so that the page does not move when it comes. */
const LEGEND_HEIGHT = 30;

/** Use per day, one bar for each day of the period. */
export function UsageChart({ label, rows, from, to, series, height = HEIGHT }: UsageChartProps) {
  const { times, values } = useMemo(() => {
    const days = daysBetween(from, to);
    const byDay = new Map(rows.map((row) => [row.day, row]));
    return {
      times: days.map(axisTimeOf),
      values: series.map(({ field, name, color }) => ({
        name,
        color,
        values: days.map((day) => byDay.get(day)?.[field] ?? 0),
      })),
    };
  }, [rows, from, to, series]);
  return (
    <Suspense fallback={<Skeleton height={height + LEGEND_HEIGHT} />}>
      <Chart label={label} times={times} series={values} height={height} />
    </Suspense>
  );
}
