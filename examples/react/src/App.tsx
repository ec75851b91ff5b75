import { Suspense, use, useState } from "react";
import { Link, Route, Switch, useLocation, useSearchParams } from "wouter";
import { openShop, pounds } from "./shop";

const opening = openShop();

export function App() {
  return (
    <Suspense>
      <Switch>
        <Route path="/checkout" component={Checkout} />
        <Route path="/confirmation" component={Confirmation} />
        <Route component={Basket} />
      </Switch>
    </Suspense>
  );
}

function Basket() {
  const { cart } = use(opening);
  return (
    <>
      <h1>Basket</h1>
      <ul>
        {cart.lines.map((line) => (
          <li key={line.sku}>
            {line.quantity} × {line.name} <span>{pounds(line.total)}</span>
          </li>
        ))}
      </ul>
      <p className="total">
        Total <span>{pounds(cart.total.minor_units)}</span>
      </p>
      <Link id="to-checkout" href="/checkout">
        Go to the checkout
      </Link>
    </>
  );
}

function Checkout() {
  const { script, cart } = use(opening);
  const [problem, setProblem] = useState("");
  const [, navigate] = useLocation();
  return (
    <>
      <h1>Checkout</h1>
      <klarna-checkout
        cart={cart.id}
        locale="en-GB"
        script={script}
        onklarna-ready={() => setProblem("")}
        onklarna-error={({ detail }) => setProblem(detail.code)}
        onklarna-placed={({ detail }) => navigate(`/confirmation?order=${detail.order_id}`)}
      />
      {problem && <p id="problem">For our support: {problem}</p>}
      <Link id="to-basket" href="/">
        Back to the basket
      </Link>
    </>
  );
}

function Confirmation() {
  const [search] = useSearchParams();
  return (
    <>
      <h1>Thank you</h1>
      <p>
        Your order’s number: <strong id="order">{search.get("order")}</strong>
      </p>
      <a href="/">Fill another basket</a>
    </>
  );
}
