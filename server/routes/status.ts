import type { FastifyInstance } from 'fastify'
import type { Access } from '../access/access.ts'
import type { Status } from '../contract/status.ts'
import type { EndpointRegistry } from '../endpoints/registry.ts'
import type { Recorder } from '../store/recorder.ts'

interface StatusDeps {
  recorder: Recorder
  registry: EndpointRegistry
  access: Access
  isCredentialRequired: boolean
  version: string
  dataFolder: string
}

export function statusRoutes(app: FastifyInstance, deps: StatusDeps): void {
  const { recorder, registry, access, isCredentialRequired, version, dataFolder } = deps
  app.get('/api/status', (): Status => {
    const saving = recorder.saving()
    return {
      version,
      dataFolder,
      credentials: isCredentialRequired ? 'required' : access.isChecking() ? 'checked' : 'unchecked',
      saving: saving.type === 'ok' ? 'ok' : { failed: saving.reason },
      unwritten: recorder.unwritten(),
      endpointsRevision: registry.revision(),
    }
  })
}
