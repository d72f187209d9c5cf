import { Alert, Anchor, Card, Group, List, Text, Title } from "@mantine/core";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { Check } from "../../components/icons";
import { LinkButton } from "../../components/links";
import { Ago, dayText, Time } from "../../components/time";
import { portingTexts } from "../../strings/porting";
import { requestTexts } from "../../strings/porting-request";
import { useIsOperator } from "../porting/porting-scope";
import { actorOf, isOver, type PortingRequest, type RequestStatus } from "../porting/request-status";

/** How many steps of a port's life are behind it. */
const stepsDone: Readonly<Partial<Record<RequestStatus, number>>> = {
  draft: 0,
  submitted: 2,
  awaiting_signature: 2,
  in_process: 3,
  exception: 2,
  foc_confirmed: 4,
  activating: 5,
  completed: 6,
};

/** Where the port stands in plain words, who has to act, and what happens next and when. */
export function Standing({ request }: { readonly request: PortingRequest }) {
  const { status, status_since, foc, desired, carrier } = request;
  const plain = requestTexts.plain[status];
  const actors = useIsOperator() ? portingTexts.operatorActors : portingTexts.actors;
  return (
    <Card withBorder p="md" radius="md" component="section" aria-label={requestTexts.standing}>
      <Title order={2} mb={4}>
        {portingTexts.statusNames[status]}
      </Title>
      <Text>{plain.meaning}</Text>
      <Life status={status} />
      <dl className="port-facts">
        <div>
          <dt>{requestTexts.whoActs}</dt>
          <dd>{actors[actorOf(status)]}</dd>
        </div>
        <div>
          <dt>{requestTexts.next}</dt>
          <dd>{plain.next}</dd>
        </div>
        {plain.duration && (
          <div>
            <dt>{requestTexts.duration}</dt>
            <dd>{plain.duration}</dd>
          </div>
        )}
        <div>
          <dt>{requestTexts.since}</dt>
          <dd>
            <Time at={status_since} /> (<Ago at={status_since} />)
          </dd>
        </div>
        {foc && (
          <div>
            <dt>{isOver(status) ? requestTexts.focPast : requestTexts.focTitle}</dt>
            <dd>
              <strong>
                <Time at={foc.at} />
              </strong>{" "}
              (<Ago at={foc.at} />)
            </dd>
          </div>
        )}
        {!foc && desired && (
          <div>
            <dt>{requestTexts.wished}</dt>
            <dd>{dayText(desired.date)}</dd>
          </div>
        )}
      </dl>
      <ExceptionAlert request={request} />
      <Group gap="xs" mt="sm">
        {status === "draft" && (
          <LinkButton to="/porting/$id/edit" params={{ id: request.id }}>
            {requestTexts.edit}
          </LinkButton>
        )}
        {status === "exception" && (
          <LinkButton to="/porting/$id/edit" params={{ id: request.id }} search={{ step: "review" }}>
            {requestTexts.correct}
          </LinkButton>
        )}
        {status === "awaiting_signature" && carrier?.signature_url && (
          <Anchor href={carrier.signature_url} target="_blank" rel="noreferrer" td="underline">
            {requestTexts.signature}
          </Anchor>
        )}
      </Group>
    </Card>
  );
}

/** The way of a port, with the steps that are done. */
function Life({ status }: { readonly status: RequestStatus }) {
  const done = stepsDone[status];
  if (done === undefined) return null;
  return (
    <ol className="port-life" aria-label={requestTexts.lifeLabel}>
      {requestTexts.life.map((name, at) => (
        <li key={name} className={at < done ? "done" : undefined} aria-current={at === done ? "step" : undefined}>
          {at < done && <Check />}
          {name}
        </li>
      ))}
    </ol>
  );
}

/** Carriers give codes and whole sentences; a text that follows needs a full stop before it. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The carrier's reasons, each with what to do. */
export function ExceptionAlert({ request: { exception } }: { readonly request: PortingRequest }) {
  const { data } = useCall(call("GET", "/v1/porting-reasons"), { enabled: exception !== null });
  if (!exception) return null;
  return (
    <Alert color="red" variant="light" title={requestTexts.exception.title} mt="sm">
      <List size="sm" spacing="xs">
        {exception.reasons.map(({ code, detail, phone_number }) => {
          const known = data?.reasons.find((reason) => reason.code === code);
          return (
            <List.Item key={`${code} ${phone_number}`}>
              {phone_number && <>{requestTexts.exception.about(phone_number)} </>}
              {known && <strong>{known.title}. </strong>}
              {sentence(detail)} {known?.fix}
            </List.Item>
          );
        })}
      </List>
    </Alert>
  );
}
