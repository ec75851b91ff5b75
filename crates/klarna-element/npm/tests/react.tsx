// The element in JSX, with React's own types: of React 19 and of React 18.

import type {} from "klarna-checkout-element/react";
import { useRef } from "react";
import type { KlarnaCheckoutElement, ShopperData } from "klarna-checkout-element";

export function Checkout({ shopper, session }: { shopper: ShopperData; session: string }) {
  const checkout = useRef<KlarnaCheckoutElement>(null);
  return (
    <>
      <klarna-checkout
        ref={checkout}
        id="pay"
        className="checkout"
        base="/klarna"
        cart="cart-1"
        locale="sv-SE"
        mode="express"
        client-token="from-the-server"
        cart-version="7"
        preferred-payment-method="invoice"
        theme="dark"
        shape="pill"
        grouped
        early-data=""
        collectShippingAddress={true}
        customer={shopper}
        saving={false}
        validate={() => true}
        onklarna-placed={({ detail }) => detail.redirect_url && location.assign(detail.redirect_url)}
        onklarna-error={({ detail }) => console.error(detail.code)}
        onklarna-invalid-fields={({ detail }) => detail.fields.length}
        onClick={(event) => event.currentTarget.state}
      >
        <script type="application/json">{session}</script>
      </klarna-checkout>
      <button type="button" onClick={() => checkout.current?.pay()} />
      {/* @ts-expect-error: no such mode */}
      <klarna-checkout mode="popup" />
      {/* @ts-expect-error: no such attribute */}
      <klarna-checkout basket="cart-1" />
      {/* @ts-expect-error: no such field in the detail */}
      <klarna-checkout onklarna-height={({ detail }) => detail.height} />
      {/* @ts-expect-error: only the element says what came of it */}
      <klarna-checkout order={null} />
    </>
  );
}
