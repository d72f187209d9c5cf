import { List, type ListProps } from "@mantine/core";
import { bulkTexts } from "../../strings/numbers";

/** How many numbers are listed. */
const MAX_FAILURES = 5;

interface FailedNumbersProps extends Pick<ListProps, "mt"> {
  readonly failures: readonly {
    readonly phone_number: string | null;
    readonly error: { readonly detail: string } | null;
  }[];
}

/** Numbers for which a job fails, each with the reason. */
export function FailedNumbers({ failures, mt }: FailedNumbersProps) {
  if (failures.length === 0) return null;
  return (
    <List size="sm" mt={mt}>
      {failures.slice(0, MAX_FAILURES).map(({ phone_number, error }) => (
        <List.Item key={phone_number}>
          {phone_number}: {error?.detail}
        </List.Item>
      ))}
      {failures.length > MAX_FAILURES && <List.Item>{bulkTexts.andMore(failures.length - MAX_FAILURES)}</List.Item>}
    </List>
  );
}
