import type { ServedEntity } from '../contract/endpoint.ts'
import type { Task } from '../contract/task.ts'
import type { Secret } from '../vault/secret.ts'
import type { ModelConnection } from './externalModel.ts'
import type { CallLimits } from './rateLimit.ts'

/** An endpoint that was defined as a whole, with its served entities: over the API, or in playground.yaml. */
export interface EndpointDefinition {
  /** 32 hex digits, as Databricks' ids. */
  id: string
  name: string
  task: Task
  /** 1 to 15, in the order given: the order of fallback. */
  entities: EntityDefinition[]
  isFallbackEnabled: boolean
  limits: CallLimits
  source: 'created' | 'playground.yaml'
  /** Which line. */
  sourceDetail: string
}

export interface EntityDefinition {
  name: string
  connection: Omit<ModelConnection, 'credential'>
  /** All of an endpoint's sum to 100; 0 = asked only by its own name, or when others fail. */
  trafficPercentage: number
  credential: ServedEntity['credential']
  /** Throws VaultError where the stored value does not open. */
  readCredential(): Secret | undefined
}
