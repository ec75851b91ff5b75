// The form that adds a fault: it shows the options that the chosen kind takes, and no others.

const form = document.getElementById("fault-form");
const problem = document.getElementById("fault-problem");

/** `changed(method, path, body)` makes a control call. */
export async function startFaults(changed) {
  const kinds = await (await fetch("/sandbox/fault-kinds")).json();
  for (const { kind } of kinds) form.elements.kind.append(new Option(kind, kind));
  const chosen = () => kinds.find(({ kind }) => kind === form.elements.kind.value);

  function showOptions() {
    document.getElementById("fault-meaning").textContent = chosen().meaning;
    for (const field of form.querySelectorAll("[data-option]")) {
      field.hidden = !chosen().options.includes(field.dataset.option);
    }
    problem.textContent = "";
  }
  form.elements.kind.addEventListener("change", showOptions);
  showOptions();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    let body;
    try {
      body = read(chosen());
    } catch {
      problem.textContent = "The result is not JSON.";
      return;
    }
    const answer = await changed("POST", "/sandbox/faults", body);
    problem.textContent = answer && !answer.ok ? (await answer.json()).error : "";
  });
  document
    .getElementById("faults-clear")
    .addEventListener("click", () => changed("DELETE", "/sandbox/faults"));
}

/** The fault that the form describes. Throws where `result` is not JSON. */
function read({ kind, options }) {
  const fault = { kind };
  for (const name of options) {
    const text = form.elements[name].value.trim();
    if (text === "") continue;
    const isText = ["session", "call", "callback"].includes(name);
    fault[name] = isText ? text : JSON.parse(text);
  }
  return fault;
}
