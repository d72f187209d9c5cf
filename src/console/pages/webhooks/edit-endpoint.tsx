import { useState } from "react";
import { call } from "../../api/call";
import { versionSeen } from "../../api/early";
import { GatedButton } from "../../components/gated-button";
import { webhookTexts } from "../../strings/webhooks";
import { type Endpoint, EndpointForm } from "./endpoint-form";

interface EditEndpointProps {
  readonly endpoint: Endpoint;
  readonly etag: string | undefined;
  readonly onDone: () => unknown;
}

export function EditEndpoint({ endpoint, etag, onDone }: EditEndpointProps) {
  const [isOpen, setOpen] = useState(false);
  const { id, url, description, event_types } = endpoint;
  const read = call("GET", "/v1/webhook-endpoints/{webhook_endpoint_id}", { path: { webhook_endpoint_id: id } });
  return (
    <>
      <GatedButton variant="default" scope="webhooks:write" onPress={() => setOpen(true)}>
        {webhookTexts.edit}
      </GatedButton>
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
            ifMatch: versionSeen({ read, etag }),
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
