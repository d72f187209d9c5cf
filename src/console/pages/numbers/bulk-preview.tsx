import { Alert, List, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type BodyFor, call } from "../../api/call";
import { ErrorAlert } from "../../components/error-alert";
import { bulkTexts } from "../../strings/numbers";

/** How many numbers that would fail are listed. */
const MAX_FAILURES = 5;

/** The results that a job would have if it ran now: the counts, and why some would fail. */
export function BulkPreview({ body }: { readonly body: NonNullable<BodyFor<"POST", "/v1/bulk-jobs/preview">> }) {
  const { data, error } = useQuery({
    queryKey: ["/v1/bulk-jobs/preview", body],
    queryFn: ({ signal }) => call("POST", "/v1/bulk-jobs/preview", { body }).send(signal),
    gcTime: 0,
  });
  if (error) return <ErrorAlert error={error} />;
  if (!data) return <Loader size="sm" aria-label={bulkTexts.checking} />;
  const failures = data.items.filter((item) => !item.would_succeed);
  return (
    <Alert variant="light" color={failures.length > 0 ? "yellow" : "green"} role="status">
      <Text size="sm" c="var(--mantine-color-text)">
        {bulkTexts.wouldSucceed(data.counts.would_succeed)}
        {failures.length > 0 && `, ${bulkTexts.wouldFail(failures.length)}:`}
      </Text>
      {failures.length > 0 && (
        <List size="sm" mt={4}>
          {failures.slice(0, MAX_FAILURES).map(({ phone_number, error: failure }) => (
            <List.Item key={phone_number}>
              {phone_number}: {failure?.detail}
            </List.Item>
          ))}
          {failures.length > MAX_FAILURES && <List.Item>{bulkTexts.andMore(failures.length - MAX_FAILURES)}</List.Item>}
        </List>
      )}
    </Alert>
  );
}
