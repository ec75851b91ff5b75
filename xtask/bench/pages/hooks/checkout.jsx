// A small hook as one writes it for React or Preact: script and session are asked for when the
// component is mounted. Nothing that fails is looked at.
import { useEffect, useRef, useState } from "hooks";

let sdk;
const loadSdk = (url) =>
  (sdk ??= new Promise((resolve) => {
    window.klarnaAsyncCallback = resolve;
    const script = document.createElement("script");
    script.src = url;
    script.async = true;
    document.head.append(script);
  }));

const newSession = (cart) =>
  fetch("/klarna/sessions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ cart, locale: "en-GB" }),
  }).then((answer) => answer.json());

function useKlarna(url, cart) {
  const container = useRef(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let gone = false;
    Promise.all([newSession(cart), loadSdk(url)]).then(([session]) => {
      if (gone) return;
      const [{ identifier }] = session.payment_method_categories;
      Klarna.Payments.init({ client_token: session.client_token });
      Klarna.Payments.load(
        { container: container.current, payment_method_category: identifier },
        ({ show_form }) => { if (!gone) setReady(show_form); },
      );
    });
    return () => { gone = true; };
  }, [url, cart]);
  return { container, ready };
}

export function Checkout({ script, cart }) {
  const { container, ready } = useKlarna(script, cart);
  return (
    <>
      <div ref={container} />
      <button className="pay" disabled={!ready}>Pay</button>
    </>
  );
}
