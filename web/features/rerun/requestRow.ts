import { formatPercent } from '../../ui/formatNumber.ts'
import type { Row } from './RequestList.tsx'
import type { RequestState } from './requestStates.ts'
import { formatRatio, outcomeLabels, outcomeOf } from './words.ts'

/** A request as the list shows it. */
export function requestRow(state: RequestState): Row {
  const { prompt, promptNumber, pane, request, ended, comparison, isLive } = state
  const outcome = outcomeOf(state)
  const total = comparison?.figures.find(({ name }) => name === 'msTotal')
  const ratio = total?.kept && total.now ? `total × ${formatRatio(total.now.median / total.kept)}` : ''
  const { text } = comparison ?? {}
  const alike = text && text.verdict !== 'same' ? `${formatPercent(text.similarity.median)} alike` : ''
  const isUnderWay = isLive || (ended > 0 && ended < request.repeats.length)
  return {
    id: request.id,
    number: promptNumber,
    text: prompt.slice(0, 200),
    hue: pane?.hue ?? 7,
    name:
      pane === undefined || pane.endpoint === pane.kept
        ? (pane?.kept ?? '')
        : `${pane.kept} → ${pane.endpoint ?? 'nobody yet'}`,
    outcome: `${outcomeLabels[outcome]}${isUnderWay ? ` · ${ended} of ${request.repeats.length}` : ''}`,
    look: outcome === 'fails now' || outcome === 'still fails' ? 'bad' : outcome === 'beyond' ? 'changed' : 'plain',
    note: [alike, ratio].filter((part) => part !== '').join(' · '),
  }
}
