import type { UpstreamDraft } from '../contract/endpoint.ts'
import type { Secret } from '../vault/secret.ts'

/** An upstream that the environment describes. */
export interface ConfiguredUpstream {
  id: string
  provider: string
  name: string
  baseUrl: string
  credential?: Secret
  /** OAuth machine-to-machine: `credential` is this client's secret. */
  clientId?: string
  servesAllModels: boolean
  endpoints: UpstreamDraft['endpoints']
  source: 'environment'
  /** Which variable. */
  sourceDetail: string
}
