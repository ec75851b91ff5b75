// How the page gets its answer.

const thrown = (error) => ({ threw: error.name });

// A call that is wrong by itself: the callback hears it first, and then it throws. Both, for one call.
function misused(method, call, callback, negative, error) {
  note(method, call, { ...negative, ...thrown(error) });
  callback(negative);
  throw error;
}

// A call that is wrong by itself and throws, without a word to the callback.
function failed(method, call, error) {
  note(method, call, thrown(error));
  throw error;
}

// Hands over an answer; what the callback throws is lost.
const quietly = (callback) => (answer) => {
  try {
    callback(answer);
  } catch {
    // As Klarna's SDK does it, for `authorize` alone.
  }
};

// Both as with `misused`, because somebody asked the sandbox for it.
function refuse({ call, throws }, callback, negative) {
  const message = "The sandbox was asked to make this call throw.";
  const error = namedError(throws.name, message);
  tellAnswer(call, { ...negative, ...thrown(error) });
  callback(negative);
  throw error;
}

// Hands the page its result: late, twice or never where the sandbox says so. `answer` is null where
// the sandbox could not be reached.
function deliver(answer, callback, result) {
  const { delay_ms = 0, times = 1 } = Object(answer && answer.delivery);
  for (let time = 0; time < times; time += 1) {
    setTimeout(() => {
      if (answer) tellAnswer(answer.call, result);
      callback(structuredClone(result));
    }, delay_ms + 50 * time);
  }
}
