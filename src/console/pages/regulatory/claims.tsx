import { Group, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { regulatoryTexts } from "../../strings/regulatory";

/** Frees a document that a tenant claimed by mistake. For the platform's operator. */
export function Claims() {
  const [sid, setSid] = useState("");
  return (
    <section aria-labelledby="claims">
      <Title order={2} id="claims">
        {regulatoryTexts.claims}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw={640}>
        {regulatoryTexts.claimsLead}
      </Text>
      <Group align="flex-end">
        <TextInput
          label={regulatoryTexts.claimSid}
          value={sid}
          onChange={({ currentTarget }) => setSid(currentTarget.value)}
          spellCheck={false}
          w={340}
          maw="100%"
        />
        <ActionButton
          label={regulatoryTexts.free}
          scope="admin"
          color="red"
          disabledReason={sid.trim() === "" ? regulatoryTexts.claimSid : null}
          question={{
            title: regulatoryTexts.free,
            text: regulatoryTexts.freeQuestion,
            action: regulatoryTexts.free,
            isDangerous: true,
          }}
          makeCall={() => call("DELETE", "/v1/regulatory-claims/{sid}", { path: { sid: sid.trim() } })}
          doneMessage={regulatoryTexts.freed(sid.trim())}
          onDone={() => setSid("")}
        />
      </Group>
    </section>
  );
}
