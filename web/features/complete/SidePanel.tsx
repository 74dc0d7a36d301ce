import { useMemo } from 'react'
import { useStore } from 'zustand'
import { formatCount } from '../../ui/formatNumber.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { replies } from '../../streams/replies.ts'
import { useCompleteState } from './complete.ts'
import { HistoryPanel } from './HistoryPanel.tsx'
import type { PlacedToken } from './placedTokens.ts'
import { ProbabilityPanel } from './ProbabilityPanel.tsx'
import { Samples } from './Samples.tsx'
import { ScorePanel } from './ScorePanel.tsx'
import type { ShownTokens } from './useShownTokens.ts'

interface SidePanelProps {
  /** Undefined: what happened last. */
  tab: string | undefined
  onTab: (tab: string) => void
  shown: ShownTokens
  text: string
  token: PlacedToken | undefined
  showsHeat: boolean
  onHeat: (isOn: boolean) => void
  onPick: (token: PlacedToken, alternative: string) => void
  onInspect: (invocationId: string) => void
}

/** Beside the text: samples to take, how likely its tokens are, and every text there was. */
export function SidePanel({ tab, onTab, shown, text, token, showsHeat, onHeat, onPick, onInspect }: SidePanelProps) {
  const sends = useCompleteState((state) => state.document.sends)
  const editCount = useCompleteState((state) => state.document.edits.length)
  const lastSend = useMemo(() => sends.find(({ kind }) => kind === 'continue'), [sends])
  const sampleCount = useStore(replies, ({ replies: known }) =>
    Object.values(lastSend?.invocations ?? {}).reduce(
      (sum, ids) => sum + (known[ids.at(-1) ?? '']?.choices.length ?? 1),
      0,
    ),
  )
  const { scoreSend } = shown
  const tabs = [
    ...(lastSend && sampleCount > 1
      ? [
          {
            value: 'samples',
            label: `Samples ${sampleCount}`,
            content: <Samples send={lastSend} onInspect={onInspect} />,
          },
        ]
      : []),
    {
      value: 'probabilities',
      label: 'Probabilities',
      content: (
        <ProbabilityPanel
          tokens={shown.tokens}
          problems={shown.problems}
          token={token}
          showsHeat={showsHeat}
          onHeat={onHeat}
          onPick={onPick}
        />
      ),
    },
    ...(scoreSend
      ? [
          {
            value: 'scores',
            label: 'Scores',
            content: (
              <ScorePanel
                text={shown.scoredText}
                scores={shown.scores}
                isStale={shown.scoredText !== text}
                shownPaneId={shown.shownPaneId}
                onShow={shown.showScore}
                onInspect={onInspect}
              />
            ),
          },
        ]
      : []),
    { value: 'history', label: `History ${formatCount(editCount)}`, content: <HistoryPanel /> },
  ]
  const current = tabs.find(({ value }) => value === tab) ?? tabs[0]
  return (
    <section aria-label="Beside the text" className="min-w-0 p-4 lg:min-h-0 lg:overflow-y-auto">
      <Tabs label="Beside the text" tabs={tabs} value={current?.value ?? 'history'} onChange={onTab} />
    </section>
  )
}
