import { Table } from "@mantine/core";
import { Ago } from "../../components/time";
import { healthTexts } from "../../strings/health";
import { common } from "../../strings/words";
import { type Report, Section } from "./health-page";

const { columns } = healthTexts;

/** The work that waits in the database and in the message queues. */
export function WaitingWork({ report }: { readonly report: Report }) {
  const rows = [
    ...report.queues.map(({ queue, state, count, oldest_at }) => ({ queue, state, count, oldest: oldest_at })),
    ...report.message_queues.map(({ queue, backlog, error }) => ({
      queue,
      state: error ? error.detail : common.noValue,
      count: backlog?.messages ?? common.noValue,
      oldest: backlog?.oldest_at ?? null,
    })),
    {
      queue: healthTexts.deadLetters,
      state: common.noValue,
      count: report.dead_letters.count,
      oldest: report.dead_letters.oldest_at,
    },
  ];
  return (
    <Section title={healthTexts.work}>
      <Table aria-label={healthTexts.work} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{columns.queue}</Table.Th>
            <Table.Th scope="col">{columns.state}</Table.Th>
            <Table.Th scope="col" ta="right">
              {columns.count}
            </Table.Th>
            <Table.Th scope="col">{columns.oldest}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ queue, state, count, oldest }) => (
            <Table.Tr key={`${queue} ${state}`}>
              <Table.Td>{queue}</Table.Td>
              <Table.Td>{state}</Table.Td>
              <Table.Td ta="right">{count}</Table.Td>
              <Table.Td>
                <Ago at={oldest} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
