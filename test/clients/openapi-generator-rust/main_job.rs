//! The main job with openapi-generator's client for Rust. A function of the client returns an error for a failure.

use openapi::apis::configuration::Configuration;
use openapi::apis::{
    agents_api, orders_api, phone_numbers_api, reservations_api, search_api, webhooks_api,
};
use openapi::models::{
    say_destination, stream_destination, AgentChange, Destination, NewAgent, NewOrder,
    NewOrderItem, NewReservation, NewWebhookEndpoint, PhoneNumberChange, SayDestination,
    StreamDestination,
};
use std::env::var;
use std::error::Error;

fn done(step: &str, holds: bool) {
    assert!(holds, "{step}: another answer was expected");
    println!("{step}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Configuration {
        base_path: var("BASE")?,
        bearer_access_token: Some(var("KEY")?),
        ..Configuration::default()
    };

    let found = search_api::search_available_phone_numbers(
        &client, "US", None, Some("415"), None, None, None, None, None, None, None, None, None,
        None, Some(5), None,
    )
    .await?;
    let free = found.data.into_iter().find(|one| one.reservation.is_none());
    done("search", free.is_some());
    let number = free.expect("a free number").phone_number;

    let wish = NewReservation::new(number.clone());
    let held = reservations_api::create_reservation(&client, wish, None).await?;
    done("reserve", held.phone_number == number);

    let mut item = NewOrderItem::new(number.clone());
    item.reservation_id = Some(held.id);
    let mut wanted = NewOrder::new();
    wanted.items = Some(vec![item]);
    let quote = orders_api::quote_order(&client, wanted.clone()).await?;
    done("quote", !quote.monthly_cost.is_empty());

    let key = format!("openapi-generator rust {number}");
    let order = orders_api::create_order(&client, wanted, Some(&key)).await?;
    let id = order.items[0].phone_number_id.clone();
    done("order", id.is_some());
    let id = id.expect("the bought number");

    let page = phone_numbers_api::list_phone_numbers(
        &client, None, None, Some(50), None, None, None, None, None, None, None, None, None, None,
        None, None, None, None,
    )
    .await?;
    done("list", page.data.iter().any(|one| one.id == id));

    let mut change = PhoneNumberChange::new();
    change.friendly_name = Some("Front desk".into());
    change.tags = Some(vec!["sales".into()]);
    let changed = phone_numbers_api::update_phone_number(&client, &id, change, None).await?;
    done("patch", changed.friendly_name == "Front desk");

    let say = SayDestination::new(say_destination::Kind::Say, "Hello.".into());
    let desk = NewAgent::new("Desk".into(), Destination::SayDestination(Box::new(say)));
    let agent = agents_api::create_agent(&client, desk, None).await?;
    let says = matches!(&*agent.destination, Destination::SayDestination(say) if say.message == "Hello.");
    done("create agent", says);

    let url = "wss://agents.example.com/media".into();
    let stream = StreamDestination::new(stream_destination::Kind::Stream, url);
    let mut change = AgentChange::new();
    change.destination = Some(Box::new(Destination::StreamDestination(Box::new(stream))));
    let changed = agents_api::update_agent(&client, &agent.id, change, None).await?;
    done("update agent", matches!(&*changed.destination, Destination::StreamDestination(_)));

    let agents = agents_api::list_agents(&client, None, None, None, None, None, None).await?;
    done("list agents", agents.data.iter().any(|one| one.id == agent.id));

    let released = phone_numbers_api::release_phone_number(&client, &id, None).await?;
    done("release", released.id == id);

    let endpoint = NewWebhookEndpoint::new(var("RECEIVER")?);
    let endpoint = webhooks_api::create_webhook_endpoint(&client, endpoint, None).await?;
    done("create webhook endpoint", !endpoint.secret.is_empty());

    let endpoints = webhooks_api::list_webhook_endpoints(&client, None, None).await?;
    done("list webhook endpoints", endpoints.data.iter().any(|one| one.id == endpoint.id));

    webhooks_api::delete_webhook_endpoint(&client, &endpoint.id).await?;
    done("delete webhook endpoint", true);
    Ok(())
}
