/**
 * Preloaded into the peer. @portkey-ai/gateway 1.15.2 adds headers to the Response that `fetch` gave it; with the
 * @hono/node-server it resolves to today those are immutable and every answer is a 500. A copy of the headers is the
 * least that makes it run; it costs microseconds where the peer costs a millisecond.
 */
const original = globalThis.fetch
const PlainResponse = globalThis.Response
globalThis.fetch = async (input, init) => {
  const answer = await original(input, init)
  return new PlainResponse(answer.body, {
    status: answer.status,
    statusText: answer.statusText,
    headers: [...answer.headers],
  })
}
