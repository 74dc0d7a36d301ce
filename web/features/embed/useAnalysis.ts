import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import type { View } from '../../vectors/analyses.ts'
import { callAnalysis, type AnalysisArgs, type AnalysisName, type AnalysisResult } from '../../vectors/callAnalysis.ts'
import { useEmbed } from './workbench.ts'

/** While vectors arrive, what is computed from them is computed anew at most this often. */
const msBetweenAnswers = 400

/**
 * What the worker answers, again whenever the texts or the vectors it is made of changed; the earlier answer stays until
 * the new one is there. `undefined` as data: not known yet.
 */
export function useAnalysis<N extends AnalysisName>(
  name: N,
  args: AnalysisArgs<N>,
  { models, isEnabled = true }: { models: EmbedModel[]; isEnabled?: boolean },
): { data: AnalysisResult<N> | undefined; isPending: boolean; error: Error | null } {
  const version = useEmbed(({ rows, textsVersion }) =>
    [textsVersion, ...models.map(({ vectorsId }) => rows[vectorsId]?.version ?? 0)].join('.'),
  )
  const hasVectors = useEmbed(({ rows }) => models.every(({ vectorsId }) => (rows[vectorsId]?.byText.size ?? 0) > 0))
  const isArriving = useEmbed(({ jobs }) => models.some(({ id }) => jobs[id]?.isRunning))
  const answer = useQuery({
    queryKey: ['vectors', name, args, isArriving ? 'arriving' : version],
    // TanStack Query takes no undefined for an answer.
    queryFn: async ({ signal }) => ({ value: await callAnalysis(name, args, { signal }) }),
    enabled: hasVectors && isEnabled,
    staleTime: Infinity,
    refetchInterval: isArriving ? msBetweenAnswers : false,
    gcTime: 30_000,
    retry: false,
    structuralSharing: false,
    placeholderData: keepPreviousData,
    networkMode: 'always',
  })
  return { data: hasVectors ? answer.data?.value : undefined, isPending: answer.isPending, error: answer.error }
}

/** How a model's vectors are looked at, as the worker takes it. */
export function viewOf({ vectorsId, cut, isNormalised }: EmbedModel): View {
  return { vectorsId, isNormalised, ...(cut !== undefined && { cut }) }
}
