import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { isUnder } from "../../live/stale-paths";
import { documentTexts } from "../../strings/porting-documents";
import { usePortingScope } from "../porting/porting-scope";

/** Makes the letter of authorization that the authorized person signs, for ports that an operator carries out. */
export function LetterButton({ id }: { readonly id: string }) {
  const queryClient = useQueryClient();
  const scope = usePortingScope();
  return (
    <Stack gap={4} align="flex-start">
      <ActionButton
        label={documentTexts.letter}
        {...(scope && { scope })}
        makeCall={() =>
          call("POST", "/v1/porting-requests/{porting_request_id}/letter-of-authorization", {
            path: { porting_request_id: id },
          })
        }
        doneMessage={documentTexts.letterMade}
        onDone={() => {
          const path = `/v1/porting-requests/${id}`;
          return queryClient.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, path) });
        }}
      />
      <Text size="xs" c="dimmed">
        {documentTexts.letterHint}
      </Text>
    </Stack>
  );
}
