import { Button, Paper, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useCall } from "../../api/use-call";
import { usePaletteActions } from "../../app/palette-actions";
import { PageHeader } from "../../components/page-header";
import { buyTexts } from "../../strings/buy";
import { regulatoryTexts } from "../../strings/regulatory";
import { RequirementsView } from "../regulatory/requirements-view";
import { CartPanel } from "./cart-panel";
import { useCart } from "./cart-store";
import { Countries } from "./countries";
import { Results } from "./results";
import { SearchForm } from "./search-form";
import { type NumberSearch, searchCall, typeOf } from "./search-query";

function showCart(): void {
  const panel = document.getElementById("cart-panel");
  panel?.scrollIntoView({ behavior: "smooth", block: "start" });
  panel?.focus({ preventScroll: true });
}

/** Finds numbers for sale, holds them and buys them. */
export function BuyPage() {
  const search = useSearch({ from: "/signed-in/buy" });
  const navigate = useNavigate();
  const { cart, clear } = useCart();
  const onChange = useCallback(
    (next: NumberSearch) => void navigate({ to: "/buy", search: next, replace: true }),
    [navigate],
  );
  const found = useCall(searchCall(search), { enabled: search.country !== undefined, keepPrevious: true });
  usePaletteActions(
    useMemo(
      () => [
        { id: "show-cart", label: buyTexts.cartLink(cart.items.length), run: showCart },
        ...(cart.items.length > 0 ? [{ id: "empty-cart", label: buyTexts.emptyCart, run: clear }] : []),
      ],
      [cart.items.length, clear],
    ),
  );
  return (
    <>
      <PageHeader title={buyTexts.title} description={buyTexts.lead}>
        <Button variant="default" onClick={showCart} hiddenFrom="md">
          {buyTexts.cartLink(cart.items.length)}
        </Button>
      </PageHeader>
      <SearchForm search={search} onChange={onChange} error={found.error} />
      <div className="beside-cart">
        <div>
          {search.country ? (
            <>
              <Paper withBorder p="sm" component="section" aria-labelledby="needs">
                <Title order={2} size="h4" id="needs" mb={4}>
                  {regulatoryTexts.requirements}
                </Title>
                <RequirementsView
                  key={`${search.country} ${typeOf(search)}`}
                  country={search.country}
                  type={typeOf(search)}
                  withLink
                />
              </Paper>
              <Results search={search} found={found} />
            </>
          ) : (
            <Countries />
          )}
        </div>
        <CartPanel />
      </div>
    </>
  );
}
