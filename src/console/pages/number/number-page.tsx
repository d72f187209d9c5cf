import { Loader, Tabs } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useEffect } from "react";
import { ErrorAlert } from "../../components/error-alert";
import { numberTexts } from "../../strings/number";
import { common } from "../../strings/words";
import "./number.css";
import { NumberHeader } from "./number-header";
import { OverviewTab } from "./overview-tab";
import { type NumberPart, useNumber } from "./use-number";

const { tabs: names } = numberTexts;

type TabName = keyof typeof names;

const panels: Readonly<Record<TabName, ComponentType<NumberPart>>> = {
  overview: OverviewTab,
  routing: lazy(() => import("./routing-tab").then((module) => ({ default: module.RoutingTab }))),
  calls: lazy(() => import("./traffic-tabs").then((module) => ({ default: module.CallsTab }))),
  messages: lazy(() => import("./traffic-tabs").then((module) => ({ default: module.MessagesTab }))),
  history: lazy(() => import("./history-tab").then((module) => ({ default: module.HistoryTab }))),
  usage: lazy(() => import("./usage-tab").then((module) => ({ default: module.UsageTab }))),
};

const isTab = (text: string | null | undefined): text is TabName =>
  text !== null && text !== undefined && Object.hasOwn(names, text);

/** One number, by its id or its E.164, with all that belongs to it. */
export function NumberPage() {
  const { id } = useParams({ from: "/signed-in/numbers/$id" });
  const { tab } = useSearch({ from: "/signed-in/numbers/$id" });
  const navigate = useNavigate();
  const { data, error, refetch, read } = useNumber(id);
  const isShown = data !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the tab in use may lie beyond the edge.
  useEffect(() => {
    document
      .querySelector(".scrolling-tabs [aria-selected=true]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [tab, isShown]);
  if (error && !data) return <ErrorAlert error={error} onRetry={refetch} />;
  if (!data) return <Loader aria-label={common.loading} />;
  const part: NumberPart = { number: data.data, etag: data.etag, read, reload: refetch };
  return (
    <>
      <NumberHeader {...part} />
      <Tabs
        value={isTab(tab) ? tab : "overview"}
        onChange={(next) =>
          void navigate({
            to: "/numbers/$id",
            params: { id },
            search: { tab: isTab(next) && next !== "overview" ? next : undefined },
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md" aria-label={numberTexts.tabList} className="scrolling-tabs">
          {Object.entries(names).map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(panels).map(([name, Panel]) => (
          <Tabs.Panel key={name} value={name}>
            <Suspense fallback={<Loader aria-label={common.loading} />}>
              <Panel {...part} />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
