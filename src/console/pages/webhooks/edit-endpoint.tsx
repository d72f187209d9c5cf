import { Button } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { useScope } from "../../app/use-session";
import { webhookTexts } from "../../strings/webhooks";
import { type Endpoint, EndpointForm } from "./endpoint-form";

interface EditEndpointProps {
  readonly endpoint: Endpoint;
  readonly etag: string | undefined;
  readonly onDone: () => unknown;
}

export function EditEndpoint({ endpoint, etag, onDone }: EditEndpointProps) {
  const [isOpen, setOpen] = useState(false);
  const missing = useScope("webhooks:write");
  const { id, url, description, event_types } = endpoint;
  return (
    <>
      <Button variant="default" disabled={missing !== null} title={missing ?? undefined} onClick={() => setOpen(true)}>
        {webhookTexts.edit}
      </Button>
      <EndpointForm
        title={webhookTexts.editTitle}
        action={webhookTexts.save}
        initial={{ url, description, event_types }}
        opened={isOpen}
        onClose={() => setOpen(false)}
        makeCall={(body) =>
          call("PATCH", "/v1/webhook-endpoints/{webhook_endpoint_id}", {
            path: { webhook_endpoint_id: id },
            body,
            ifMatch: etag,
          })
        }
        onDone={() => {
          setOpen(false);
          onDone();
        }}
      />
    </>
  );
}
