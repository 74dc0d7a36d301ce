import type { FastifyReply } from 'fastify'

type Response = FastifyReply['raw']

/** What is being answered, by whom it was asked: a credential that is revoked must not go on reading for minutes. */
export interface OpenRequests {
  add(requesterId: string, response: Response): void
  /** Closes every connection on which this requester is still being answered. */
  end(requesterId: string): void
}

export function createOpenRequests(): OpenRequests {
  const byRequester = new Map<string, Set<Response>>()
  return {
    add(requesterId, response) {
      let own = byRequester.get(requesterId)
      if (own === undefined) byRequester.set(requesterId, (own = new Set()))
      own.add(response)
      const responses = own
      response.once('close', () => responses.delete(response))
    },
    end(requesterId) {
      const own = byRequester.get(requesterId)
      byRequester.delete(requesterId)
      // Who revokes with the very credential still hears that it was done.
      setImmediate(() => own?.forEach((response) => !response.writableEnded && response.destroy()))
    },
  }
}
