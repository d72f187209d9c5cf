"""The main job with a client of openapi-python-client."""

import os

from phone_manager_api_client import AuthenticatedClient
from phone_manager_api_client.api.agents import create_agent, list_agents, update_agent
from phone_manager_api_client.api.orders import create_order, quote_order
from phone_manager_api_client.api.phone_numbers import list_phone_numbers, release_phone_number, update_phone_number
from phone_manager_api_client.api.reservations import create_reservation
from phone_manager_api_client.api.search import search_available_phone_numbers
from phone_manager_api_client.api.webhooks import (
    create_webhook_endpoint,
    delete_webhook_endpoint,
    list_webhook_endpoints,
)
from phone_manager_api_client.models import (
    AgentChange,
    NewAgent,
    NewOrder,
    NewReservation,
    NewWebhookEndpoint,
    PhoneNumberChange,
    Problem,
    StreamDestination,
)

client = AuthenticatedClient(base_url=os.environ["BASE"], token=os.environ["KEY"])


def done(step, answer):
    if answer is None or isinstance(answer, Problem):
        raise SystemExit(f"{step}: {answer}")
    print(step)
    return answer


found = done("search", search_available_phone_numbers.sync(client=client, country="US", area_code="415", limit=5))
number = next(one.phone_number for one in found.data if one.reservation is None)
held = done("reserve", create_reservation.sync(client=client, body=NewReservation.from_dict({"phone_number": number})))
wanted = NewOrder.from_dict({"items": [{"phone_number": number, "reservation_id": held.id}]})
done("quote", quote_order.sync(client=client, body=wanted))
order = done("order", create_order.sync(client=client, body=wanted, idempotency_key=f"python {number}"))
number_id = order.items[0].phone_number_id
listed = done("list", list_phone_numbers.sync(client=client, limit=50))
assert number_id in [one.id for one in listed.data]
change = PhoneNumberChange.from_dict({"friendly_name": "Front desk", "tags": ["sales"]})
assert done("patch", update_phone_number.sync(number_id, client=client, body=change)).friendly_name == "Front desk"
desk = NewAgent.from_dict({"name": "Desk", "destination": {"kind": "say", "message": "Hello."}})
agent = done("create agent", create_agent.sync(client=client, body=desk))
stream = AgentChange.from_dict({"destination": {"kind": "stream", "url": "wss://agents.example.com/media"}})
changed = done("update agent", update_agent.sync(agent.id, client=client, body=stream))
assert isinstance(changed.destination, StreamDestination)
assert agent.id in [one.id for one in done("list agents", list_agents.sync(client=client)).data]
done("release", release_phone_number.sync(number_id, client=client))
receiver = NewWebhookEndpoint.from_dict({"url": os.environ["RECEIVER"]})
endpoint = done("create webhook endpoint", create_webhook_endpoint.sync(client=client, body=receiver))
endpoints = done("list webhook endpoints", list_webhook_endpoints.sync(client=client))
assert endpoint.id in [one.id for one in endpoints.data]
deleted = delete_webhook_endpoint.sync_detailed(endpoint.id, client=client)
done("delete webhook endpoint", deleted if deleted.status_code == 204 else None)
