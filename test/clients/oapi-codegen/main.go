// The main job with a client of oapi-codegen.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"

	pm "mainjob/phonemanager"
)

// response is any response of the generated client.
type response interface {
	StatusCode() int
}

func pointer[T any](value T) *T { return &value }

// done prints a step, or ends the program if the answer has another status than the expected one.
func done[R response](step string, status int) func(R, error) R {
	return func(answer R, err error) R {
		if err != nil {
			log.Fatalf("%s: %v", step, err)
		}
		if answer.StatusCode() != status {
			log.Fatalf("%s: status %d: %+v", step, answer.StatusCode(), answer)
		}
		fmt.Println(step)
		return answer
	}
}

func check(holds bool, message string) {
	if !holds {
		log.Fatal(message)
	}
}

func main() {
	ctx := context.Background()
	withKey := pm.WithRequestEditorFn(func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("KEY"))
		return nil
	})
	client, err := pm.NewClientWithResponses(os.Getenv("BASE"), withKey)
	if err != nil {
		log.Fatal(err)
	}

	search := pm.SearchAvailablePhoneNumbersParams{Country: "US", AreaCode: pointer("415"), Limit: pointer(5)}
	found := done[*pm.SearchAvailablePhoneNumbersResponse]("search", 200)(
		client.SearchAvailablePhoneNumbersWithResponse(ctx, &search)).JSON200
	free := slices.IndexFunc(found.Data, func(one pm.AvailablePhoneNumber) bool { return one.Reservation == nil })
	check(free >= 0, "No number is free.")
	number := found.Data[free].PhoneNumber

	held := done[*pm.CreateReservationResponse]("reserve", 201)(
		client.CreateReservationWithResponse(ctx, nil, pm.NewReservation{PhoneNumber: number})).JSON201
	check(held.PhoneNumber == number, "Another number is held.")

	wanted := pm.NewOrder{Items: &[]pm.NewOrderItem{{PhoneNumber: number, ReservationId: &held.Id}}}
	quote := done[*pm.QuoteOrderResponse]("quote", 200)(client.QuoteOrderWithResponse(ctx, wanted)).JSON200
	check(len(quote.MonthlyCost) == 1, "The quote has no monthly cost.")

	once := pm.CreateOrderParams{IdempotencyKey: pointer("oapi-codegen " + number)}
	order := done[*pm.CreateOrderResponse]("order", 201)(client.CreateOrderWithResponse(ctx, &once, wanted)).JSON201
	check(order.Items[0].PhoneNumberId != nil, "The number was not bought.")
	id := *order.Items[0].PhoneNumberId

	numbers := done[*pm.ListPhoneNumbersResponse]("list", 200)(
		client.ListPhoneNumbersWithResponse(ctx, &pm.ListPhoneNumbersParams{Limit: pointer(50)})).JSON200
	check(slices.ContainsFunc(numbers.Data, func(one pm.PhoneNumber) bool { return one.Id == id }), "The number is not listed.")

	change := pm.PhoneNumberChange{FriendlyName: pointer("Front desk"), Tags: &[]string{"sales"}}
	changed := done[*pm.UpdatePhoneNumberResponse]("patch", 200)(
		client.UpdatePhoneNumberWithResponse(ctx, id, nil, change)).JSON200
	check(changed.FriendlyName == "Front desk", "The name was not changed.")

	var say, stream pm.Destination
	check(say.FromSayDestination(pm.SayDestination{Message: "Hello."}) == nil, "No destination.")
	agent := done[*pm.CreateAgentResponse]("create agent", 201)(
		client.CreateAgentWithResponse(ctx, nil, pm.NewAgent{Name: "Desk", Destination: say})).JSON201

	check(stream.FromStreamDestination(pm.StreamDestination{Url: "wss://agents.example.com/media"}) == nil, "No destination.")
	updated := done[*pm.UpdateAgentResponse]("update agent", 200)(
		client.UpdateAgentWithResponse(ctx, agent.Id, nil, pm.AgentChange{Destination: &stream})).JSON200
	destination, err := updated.Destination.ValueByDiscriminator()
	check(err == nil, "The destination has an unknown kind.")
	_, isStream := destination.(pm.StreamDestination)
	check(isStream, "The destination was not changed.")

	agents := done[*pm.ListAgentsResponse]("list agents", 200)(client.ListAgentsWithResponse(ctx, nil)).JSON200
	check(slices.ContainsFunc(agents.Data, func(one pm.Agent) bool { return one.Id == agent.Id }), "The agent is not listed.")

	released := done[*pm.ReleasePhoneNumberResponse]("release", 200)(
		client.ReleasePhoneNumberWithResponse(ctx, id, nil)).JSON200
	check(released.Id == id, "Another number was released.")

	receiver := pm.NewWebhookEndpoint{Url: os.Getenv("RECEIVER")}
	endpoint := done[*pm.CreateWebhookEndpointResponse]("create webhook endpoint", 201)(
		client.CreateWebhookEndpointWithResponse(ctx, nil, receiver)).JSON201
	endpoints := done[*pm.ListWebhookEndpointsResponse]("list webhook endpoints", 200)(
		client.ListWebhookEndpointsWithResponse(ctx, nil)).JSON200
	listed := slices.ContainsFunc(endpoints.Data, func(one pm.WebhookEndpoint) bool { return one.Id == endpoint.Id })
	check(listed, "The endpoint is not listed.")
	done[*pm.DeleteWebhookEndpointResponse]("delete webhook endpoint", 204)(
		client.DeleteWebhookEndpointWithResponse(ctx, endpoint.Id))
}
