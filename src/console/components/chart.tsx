import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import "uplot/dist/uPlot.min.css";
import UPlot from "uplot";

interface ChartProps {
  /** Says in words what the chart shows. */
  readonly label: string;
  /** Seconds UTC, rising. */
  readonly times: readonly number[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[]; readonly color: string }[];
  readonly height?: number;
}

const HEIGHT = 180;
const DAY_S = 86_400;

/** Bars over time. The numbers stand in a table for screen readers, too. */
export function Chart({ label, times, series, height = HEIGHT }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  useEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const ink = scheme === "dark" ? "#c9c9c9" : "#495057";
    const grid = scheme === "dark" ? "#2e2e2e" : "#e9ecef";
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    const bars = UPlot.paths.bars?.({ size: [0.6, 40] });
    const [first = 0, second = first + DAY_S] = times;
    const step = second - first;
    const chart = new UPlot(
      {
        width: parent.clientWidth || 600,
        height,
        cursor: { y: false },
        scales: {
          // Room for half a bar at both ends.
          x: { range: (_, min, max) => [min - step / 2, max + step / 2] },
          y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
        },
        axes: [axis, { ...axis, size: 44 }],
        series: [
          {},
          ...series.map(({ name, color }) => ({
            label: name,
            stroke: color,
            fill: `${color}66`,
            points: { show: false },
            ...(bars && { paths: bars }),
          })),
        ],
      },
      [[...times], ...series.map(({ values }) => [...values])],
      parent,
    );
    const observer = new ResizeObserver(() => chart.setSize({ width: parent.clientWidth, height }));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [times, series, height, scheme]);
  return (
    <figure className="chart" aria-label={label}>
      <div ref={place} aria-hidden="true" />
      <div className="visually-hidden">
        <table>
          <caption>{label}</caption>
          <tbody>
            {times.map((time, at) => (
              <tr key={time}>
                <th scope="row">{new Date(time * 1_000).toLocaleDateString()}</th>
                {series.map(({ name, values }) => (
                  <td key={name}>{`${name}: ${values[at] ?? 0}`}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
