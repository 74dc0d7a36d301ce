/**
 * What is fetched once the page has come to rest, in the order in which it was named: so that it opens at once when it
 * is needed, and also when the server has gone away. What is loaded may name more.
 */
const waiting: (() => Promise<unknown>)[] = []
let state: 'not started' | 'idle' | 'loading' = 'not started'

/** The first paint, and what a page fetches for itself, are over by then. */
const msUntilRest = 600
/** A page that streams has few idle moments, and must not wait for ever. */
const msAtMost = 1000

export function preloadLater(load: () => Promise<unknown>): void {
  waiting.push(load)
  if (state === 'idle') void loadAll()
}

/** Called once, when the page begins. */
export function startPreloading(): void {
  window.setTimeout(() => void loadAll(), msUntilRest)
}

/** One after the other, each in an idle moment. One that fails is fetched again when it is needed. */
async function loadAll(): Promise<void> {
  state = 'loading'
  for (let load = waiting.shift(); load; load = waiting.shift()) {
    await idleMoment()
    await load().catch(() => undefined)
  }
  state = 'idle'
}

function idleMoment(): Promise<void> {
  return new Promise((resolve) => {
    // Safari knows no idle moments.
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: msAtMost })
    else setTimeout(resolve, 20)
  })
}
