import { Group } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { TextLink } from "../../components/links";
import { StatTile } from "../../components/stat-tile";
import { overviewTexts } from "../../strings/overview";
import { common } from "../../strings/words";

/** One page of the list has this many: more are shown as "100+". */
const MAX_COUNTED = 100;

const severities = ["critical", "warning", "info"] as const;

interface FindingsTileProps {
  /** The findings of all tenants, for the platform's operator. */
  readonly ofAllTenants?: boolean;
}

/** The open findings by severity. */
export function FindingsTile({ ofAllTenants = false }: FindingsTileProps) {
  const found = useCall(
    call("GET", "/v1/findings", {
      query: { status: "open", limit: MAX_COUNTED, ...(ofAllTenants && { tenant_id: "all" }) },
    }),
    ofAllTenants ? { refetchInterval: 15_000 } : {},
  );
  const search = ofAllTenants ? { status: "open", tenant_id: "all" } : { status: "open" };
  const rows = found.data?.data ?? [];
  const count = found.data?.has_more ? overviewTexts.andMore(rows.length) : rows.length;
  return (
    <StatTile
      label={ofAllTenants ? overviewTexts.platform.findings : overviewTexts.findings}
      value={found.data ? count : common.noValue}
      to="/findings"
      search={search}
      isAlarm={rows.some(({ severity }) => severity === "critical")}
      hint={
        rows.length === 0 ? (
          found.data && overviewTexts.findingsNone
        ) : (
          <Group gap={8}>
            {severities.map((severity) => {
              const of = rows.filter((row) => row.severity === severity).length;
              if (of === 0) return null;
              return (
                <TextLink key={severity} to="/findings" search={{ ...search, severity }}>
                  {`${of} ${overviewTexts.severity[severity]}`}
                </TextLink>
              );
            })}
          </Group>
        )
      }
    />
  );
}
