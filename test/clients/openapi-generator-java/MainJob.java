import java.net.URI;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.AgentsApi;
import org.openapitools.client.api.OrdersApi;
import org.openapitools.client.api.PhoneNumbersApi;
import org.openapitools.client.api.ReservationsApi;
import org.openapitools.client.api.SearchApi;
import org.openapitools.client.api.WebhooksApi;
import org.openapitools.client.model.AgentChange;
import org.openapitools.client.model.Destination;
import org.openapitools.client.model.NewAgent;
import org.openapitools.client.model.NewOrder;
import org.openapitools.client.model.NewOrderItem;
import org.openapitools.client.model.NewReservation;
import org.openapitools.client.model.NewWebhookEndpoint;
import org.openapitools.client.model.PhoneNumberChange;
import org.openapitools.client.model.SayDestination;
import org.openapitools.client.model.StreamDestination;

/** The main job with openapi-generator's client for Java. The client throws an ApiException for a failure. */
class MainJob {
  private static void done(String step, boolean holds) {
    if (!holds) throw new IllegalStateException(step + ": another answer was expected");
    System.out.println(step);
  }

  public static void main(String[] arguments) throws Exception {
    var client = new ApiClient();
    client.updateBaseUri(System.getenv("BASE"));
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + System.getenv("KEY")));
    var orders = new OrdersApi(client);
    var numbers = new PhoneNumbersApi(client);
    var agents = new AgentsApi(client);
    var webhooks = new WebhooksApi(client);

    var found =
        new SearchApi(client)
            .searchAvailablePhoneNumbers(
                "US", null, "415", null, null, null, null, null, null, null, null, null, null, 5);
    var free = found.getData().stream().filter(one -> one.getReservation() == null).findFirst();
    done("search", free.isPresent());
    var number = free.get().getPhoneNumber();

    var held = new ReservationsApi(client).createReservation(new NewReservation().phoneNumber(number), null);
    done("reserve", held.getPhoneNumber().equals(number));

    var wanted = new NewOrder().items(List.of(new NewOrderItem().phoneNumber(number).reservationId(held.getId())));
    done("quote", orders.quoteOrder(wanted).getMonthlyCost().size() == 1);

    var order = orders.createOrder(wanted, "openapi-generator java " + number);
    var id = order.getItems().get(0).getPhoneNumberId();
    done("order", id != null);

    var listed =
        numbers.listPhoneNumbers(
            null, null, 50, null, null, null, null, null, null, null, null, null, null, null, null);
    done("list", listed.getData().stream().anyMatch(one -> one.getId().equals(id)));

    var change = new PhoneNumberChange().friendlyName("Front desk").tags(List.of("sales"));
    done("patch", numbers.updatePhoneNumber(id, change, null).getFriendlyName().equals("Front desk"));

    var say = new SayDestination().kind(SayDestination.KindEnum.SAY).message("Hello.");
    var agent = agents.createAgent(new NewAgent().name("Desk").destination(new Destination(say)), null);
    done("create agent", agent.getDestination().getSayDestination().getMessage().equals("Hello."));

    var media = URI.create("wss://agents.example.com/media");
    var stream = new StreamDestination().kind(StreamDestination.KindEnum.STREAM).url(media);
    var changed = agents.updateAgent(agent.getId(), new AgentChange().destination(new Destination(stream)), null);
    done("update agent", changed.getDestination().getStreamDestination().getUrl().equals(media));

    var all = agents.listAgents(null, null, null, null, null, null);
    done("list agents", all.getData().stream().anyMatch(one -> one.getId().equals(agent.getId())));

    done("release", numbers.releasePhoneNumber(id, null).getId().equals(id));

    var receiver = new NewWebhookEndpoint().url(System.getenv("RECEIVER"));
    var endpoint = webhooks.createWebhookEndpoint(receiver, null);
    done("create webhook endpoint", !endpoint.getSecret().isEmpty());

    var endpoints = webhooks.listWebhookEndpoints(null, null);
    done("list webhook endpoints", endpoints.getData().stream().anyMatch(one -> one.getId().equals(endpoint.getId())));

    var deleted = webhooks.deleteWebhookEndpointWithHttpInfo(endpoint.getId());
    done("delete webhook endpoint", deleted.getStatusCode() == 204);
  }
}
