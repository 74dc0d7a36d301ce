import type { UpstreamModel } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import { originOf } from './addedUpstreams.ts'

export interface ListingRequest {
  row: ProviderRow
  baseUrl: string
  credential: string | undefined
  signal: AbortSignal
}

export type ListModels = (request: ListingRequest) => Promise<UpstreamModel[]>

/** A list of models is one small answer; a person waits for it. */
export const msToList = 10_000
/** Loopback answers at once or is not there. */
export const msToProbe = 1500

/** The list, or a FailureError; a limit that passed is one too. */
export async function listWithin(
  listModels: ListModels,
  { ms, signal, ...request }: ListingRequest & { ms: number },
): Promise<UpstreamModel[]> {
  const limit = AbortSignal.timeout(ms)
  try {
    return await listModels({ ...request, signal: AbortSignal.any([signal, limit]) })
  } catch (error) {
    if (error instanceof FailureError || !limit.aborted) throw error
    throw new FailureError(
      {
        kind: 'response-timeout',
        message: `${originOf(request.baseUrl)} did not answer within ${ms / 1000} s.`,
        isRetryable: true,
      },
      { cause: error },
    )
  }
}
