// The main job with a client of ogen.
package main

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"os"
	"slices"

	pm "mainjob/phonemanager"
)

// key sends the API key.
type key string

func (k key) Bearer(context.Context, pm.OperationName) (pm.Bearer, error) {
	return pm.Bearer{Token: string(k)}, nil
}

// done prints a step, or ends the program if the answer is not the expected one.
func done[Expected any](step string) func(any, error) Expected {
	return func(answer any, err error) Expected {
		if err != nil {
			log.Fatalf("%s: %v", step, err)
		}
		expected, ok := answer.(Expected)
		if !ok {
			log.Fatalf("%s: %T: %+v", step, answer, answer)
		}
		fmt.Println(step)
		return expected
	}
}

func check(holds bool, message string) {
	if !holds {
		log.Fatal(message)
	}
}

func main() {
	ctx := context.Background()
	client, err := pm.NewClient(os.Getenv("BASE"), key(os.Getenv("KEY")))
	if err != nil {
		log.Fatal(err)
	}

	found := done[*pm.AvailablePhoneNumbersHeaders]("search")(
		client.SearchAvailablePhoneNumbers(ctx, pm.SearchAvailablePhoneNumbersParams{
			Country: "US", AreaCode: pm.NewOptString("415"), Limit: pm.NewOptInt(5),
		})).Response
	free := slices.IndexFunc(found.Data, func(one pm.AvailablePhoneNumber) bool { return one.Reservation.Null })
	check(free >= 0, "No number is free.")
	number := found.Data[free].PhoneNumber

	held := done[*pm.CreateReservationCreated]("reserve")(
		client.CreateReservation(ctx, &pm.NewReservation{PhoneNumber: number}, pm.CreateReservationParams{})).Response
	check(held.PhoneNumber == number, "Another number is held.")

	item := pm.NewOrderItem{PhoneNumber: number, ReservationID: pm.NewOptString(held.ID)}
	wanted := &pm.NewOrder{Items: []pm.NewOrderItem{item}}
	quote := done[*pm.OrderQuoteHeaders]("quote")(client.QuoteOrder(ctx, wanted)).Response
	check(len(quote.MonthlyCost) == 1, "The quote has no monthly cost.")

	once := pm.CreateOrderParams{IdempotencyKey: pm.NewOptString("ogen " + number)}
	order := done[*pm.CreateOrderCreated]("order")(client.CreateOrder(ctx, wanted, once)).Response
	id, bought := order.Items[0].PhoneNumberID.Get()
	check(bought, "The number was not bought.")

	numbers := done[*pm.PhoneNumberPageHeaders]("list")(
		client.ListPhoneNumbers(ctx, pm.ListPhoneNumbersParams{Limit: pm.NewOptInt(50)})).Response
	check(slices.ContainsFunc(numbers.Data, func(one pm.PhoneNumber) bool { return one.ID == id }), "The number is not listed.")

	change := &pm.PhoneNumberChange{FriendlyName: pm.NewOptString("Front desk"), Tags: []string{"sales"}}
	changed := done[*pm.PhoneNumberHeaders]("patch")(
		client.UpdatePhoneNumber(ctx, change, pm.UpdatePhoneNumberParams{PhoneNumberID: id})).Response
	check(changed.FriendlyName == "Front desk", "The name was not changed.")

	say := pm.NewSayDestinationDestination(pm.SayDestination{Message: "Hello."})
	agent := done[*pm.AgentHeaders]("create agent")(
		client.CreateAgent(ctx, &pm.NewAgent{Name: "Desk", Destination: say}, pm.CreateAgentParams{})).Response

	media := url.URL{Scheme: "wss", Host: "agents.example.com", Path: "/media"}
	stream := pm.NewStreamDestinationDestination(pm.StreamDestination{URL: media})
	updated := done[*pm.GetAgentOKHeaders]("update agent")(
		client.UpdateAgent(ctx, &pm.AgentChange{Destination: pm.NewOptDestination(stream)},
			pm.UpdateAgentParams{AgentID: agent.ID})).Response
	destination, isStream := updated.Destination.GetStreamDestination()
	check(isStream && destination.URL == media, "The destination was not changed.")

	agents := done[*pm.AgentPageHeaders]("list agents")(client.ListAgents(ctx, pm.ListAgentsParams{})).Response
	check(slices.ContainsFunc(agents.Data, func(one pm.Agent) bool { return one.ID == agent.ID }), "The agent is not listed.")

	released := done[*pm.ReleasePhoneNumberOK]("release")(
		client.ReleasePhoneNumber(ctx, pm.ReleasePhoneNumberParams{PhoneNumberID: id})).Response
	check(released.ID == id, "Another number was released.")

	endpoint := done[*pm.CreatedWebhookEndpointHeaders]("create webhook endpoint")(
		client.CreateWebhookEndpoint(ctx, &pm.NewWebhookEndpoint{URL: os.Getenv("RECEIVER")}, pm.CreateWebhookEndpointParams{})).Response
	endpoints := done[*pm.WebhookEndpointPageHeaders]("list webhook endpoints")(
		client.ListWebhookEndpoints(ctx, pm.ListWebhookEndpointsParams{})).Response
	listed := slices.ContainsFunc(endpoints.Data, func(one pm.WebhookEndpoint) bool { return one.ID == endpoint.ID })
	check(listed, "The endpoint is not listed.")
	done[*pm.DeleteWebhookEndpointNoContent]("delete webhook endpoint")(
		client.DeleteWebhookEndpoint(ctx, pm.DeleteWebhookEndpointParams{WebhookEndpointID: endpoint.ID}))
}
