import { Code, Group } from "@mantine/core";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { trunksTexts as texts } from "../../strings/trunks";
import { FactList } from "../connections/fact-list";
import { Section } from "../connections/section";
import type { Trunk } from "./use-trunks";

const { healthNames: names, healthMeans: means } = texts;

/** The trunk's health with its reasons. */
export function HealthSection({ trunk }: { readonly trunk: Trunk }) {
  const { overall, tls, ping } = trunk.health;
  return (
    <Section title={texts.health}>
      <FactList
        facts={[
          [
            names.overall,
            <Group key="overall" gap="xs">
              <StatusBadge status={overall.status} /> {means.overall[overall.status]}
            </Group>,
          ],
          ...(overall.reasons.length === 0
            ? []
            : [
                [
                  texts.reasons,
                  <Group key="reasons" gap="xs">
                    {overall.reasons.map((reason) => (
                      <Code key={reason}>{reason}</Code>
                    ))}
                  </Group>,
                ] as const,
              ]),
          [
            names.tls,
            <Group key="tls" gap="xs">
              <StatusBadge status={tls} /> {means.tls[tls]}
            </Group>,
          ],
          [
            names.ping,
            <Group key="ping" gap="xs">
              <StatusBadge status={ping} /> {means.ping[ping]}
            </Group>,
          ],
          [names.firstCall, trunk.first_call_at ? <Ago key="call" at={trunk.first_call_at} /> : texts.noFirstCall],
        ]}
      />
    </Section>
  );
}
