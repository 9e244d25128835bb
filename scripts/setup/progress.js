const began = Number(process.env.HIMALIA_SETUP_BEGAN) || Date.now();

/** Seconds since the set-up began, for the left column. */
function elapsed() {
  const seconds = (Date.now() - began) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`.padStart(7);
}

/** Prints one line with the time since the beginning. */
export function say(text) {
  console.log(`${elapsed()}  ${text}`);
}

/** The moment the set-up began, in milliseconds, to hand to a child process. */
export function beginning() {
  return String(began);
}

/**
 * Runs `work` and says that it still runs every `every` milliseconds, so that nobody believes it hangs.
 * @template T
 * @param {string} what "installing packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function keepSaying(what, work, every = 15_000) {
  const from = Date.now();
  const timer = setInterval(() => say(`  … still ${what} (${Math.round((Date.now() - from) / 1000)} s)`), every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
