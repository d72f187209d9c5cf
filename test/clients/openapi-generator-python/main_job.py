"""The main job with openapi-generator's client for Python. The client raises `ApiException` for a failure."""

import os

from openapi_client import (
    AgentChange,
    AgentsApi,
    ApiClient,
    Configuration,
    Destination,
    NewAgent,
    NewOrder,
    NewOrderItem,
    NewReservation,
    NewWebhookEndpoint,
    OrdersApi,
    PhoneNumberChange,
    PhoneNumbersApi,
    ReservationsApi,
    SayDestination,
    SearchApi,
    StreamDestination,
    WebhooksApi,
)

client = ApiClient(Configuration(host=os.environ["BASE"], access_token=os.environ["KEY"]))
orders, numbers, agents, webhooks = OrdersApi(client), PhoneNumbersApi(client), AgentsApi(client), WebhooksApi(client)


def done(step, holds):
    if not holds:
        raise SystemExit(f"{step}: another answer was expected")
    print(step)


found = SearchApi(client).search_available_phone_numbers(country="US", area_code="415", limit=5)
free = [one.phone_number for one in found.data if one.reservation is None]
done("search", free)
number = free[0]

held = ReservationsApi(client).create_reservation(NewReservation(phone_number=number))
done("reserve", held.phone_number == number)

wanted = NewOrder(items=[NewOrderItem(phone_number=number, reservation_id=held.id)])
done("quote", orders.quote_order(wanted).monthly_cost)

order = orders.create_order(wanted, idempotency_key=f"openapi-generator python {number}")
number_id = order.items[0].phone_number_id
done("order", number_id)

done("list", number_id in [one.id for one in numbers.list_phone_numbers(limit=50).data])

change = PhoneNumberChange(friendly_name="Front desk", tags=["sales"])
done("patch", numbers.update_phone_number(number_id, change).friendly_name == "Front desk")

say = SayDestination(kind="say", message="Hello.")
agent = agents.create_agent(NewAgent(name="Desk", destination=Destination(say)))
done("create agent", agent.destination.actual_instance.message == "Hello.")

stream = StreamDestination(kind="stream", url="wss://agents.example.com/media")
changed = agents.update_agent(agent.id, AgentChange(destination=Destination(stream)))
done("update agent", isinstance(changed.destination.actual_instance, StreamDestination))

done("list agents", agent.id in [one.id for one in agents.list_agents().data])

done("release", numbers.release_phone_number(number_id).id == number_id)

endpoint = webhooks.create_webhook_endpoint(NewWebhookEndpoint(url=os.environ["RECEIVER"]))
done("create webhook endpoint", endpoint.secret)

done("list webhook endpoints", endpoint.id in [one.id for one in webhooks.list_webhook_endpoints().data])

deleted = webhooks.delete_webhook_endpoint_with_http_info(endpoint.id)
done("delete webhook endpoint", deleted.status_code == 204)
