// What the SDK throws.

// Three of Klarna's errors are plain: an invalid token, not initialised, not loaded. Their `name`
// stays "Error", so that nobody can tell them apart by it.
function plainError(message) {
  return new Error(message);
}

function namedError(name, message) {
  const error = new Error(message);
  // Unless the sandbox was asked to leave every name out.
  if (!standing.unnamed) error.name = name;
  return error;
}

const invalidToken = () => plainError("The client token cannot be read. Is it whole?");
const notInitialised = () => plainError("No session yet: call init first.");
const notLoaded = () => plainError("No widget of that name: call load first, with the same options.");
