import type { FastifyReply } from 'fastify'
import type { Admission } from './access.ts'
import type { Gate, RawRequest } from './gate.ts'

/**
 * Both questions of the gate at once, for what does not come by the framework's hooks: the name of who asks (null where
 * nobody in particular), or undefined where the hooks, which ask the same, have to say why not.
 */
export type Entrance = (request: RawRequest, response: FastifyReply['raw']) => string | null | undefined

export function createEntrance(gate: Gate, admission: Admission): Entrance {
  return (request, response) => {
    try {
      gate.check(request, () => undefined)
    } catch {
      return undefined
    }
    const admitted = admission.read(request.headers.authorization)
    if (!admitted.isIn) return undefined
    if (admitted.requester === undefined) return null
    admission.answer(admitted.requester, response)
    return admitted.requester.name
  }
}
