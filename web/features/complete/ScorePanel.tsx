import { emptyReply, isEnded, type Reply } from '../../../server/contract/reply.ts'
import { useReply } from '../../models/reply/useReply.ts'
import { Button } from '../../ui/Button.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { AlignedText } from './AlignedText.tsx'
import { FailureLine } from './FailureLine.tsx'
import { retry, stop } from './sending.ts'
import { useComplete } from './complete.ts'
import { formatLogprob, scoreOf } from './surprise.ts'
import { problemOf, type ScoredText } from './useTokens.ts'

interface ScorePanelProps {
  text: string
  scores: ScoredText[]
  /** The text on screen is another by now. */
  isStale: boolean
  /** Whose tokens are marked in the text. */
  shownPaneId: string | undefined
  onShow: (paneId: string | undefined) => void
  onInspect: (invocationId: string) => void
}

/** How likely each endpoint holds the text: sums, means and perplexity, and where two of them differ. */
export function ScorePanel({ text, scores, isStale, shownPaneId, onShow, onInspect }: ScorePanelProps) {
  const scored = scores.filter(({ tokens }) => tokens.length > 0)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
      {isStale && (
        <p className="text-reading text-warn">
          The text has changed since it was scored. Score it again to see it as it is.
        </p>
      )}
      <ul aria-label="Scores" className="grid gap-2">
        {scores.map((score) => (
          <ScoreRow
            key={score.paneId}
            score={score}
            characters={text.length}
            isShown={score.paneId === shownPaneId}
            onShow={onShow}
            onInspect={onInspect}
          />
        ))}
      </ul>
      {scored.length > 1 && <AlignedText text={text} scored={scored} />}
    </div>
  )
}

interface ScoreRowProps {
  score: ScoredText
  characters: number
  isShown: boolean
  onShow: (paneId: string | undefined) => void
  onInspect: (invocationId: string) => void
}

function ScoreRow({ score, characters, isShown, onShow, onInspect }: ScoreRowProps) {
  const complete = useComplete()
  const reply = useReply(score.invocationId) ?? emptyReply
  const figures = scoreOf(score.tokens.map(({ logprob }) => logprob))
  const problem = score.record && problemOf(score.record)
  return (
    <li
      aria-label={`Score of ${score.endpoint}`}
      className="grid gap-1.5 rounded-outer border border-line bg-surface px-3 py-2.5"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <Dot hue={score.hue} />
        <h2 className="min-w-0 truncate text-control font-semibold">{score.endpoint}</h2>
        <span className="flex-1" />
        {figures && (
          <Button
            kind="plain"
            size="small"
            aria-pressed={isShown}
            onClick={() => onShow(isShown ? undefined : score.paneId)}
          >
            {isShown ? 'In the text' : 'Show in the text'}
          </Button>
        )}
        {isEnded(reply.status) ? (
          <Button
            kind="plain"
            size="small"
            onClick={() =>
              void retry(complete, { paneId: score.paneId, invocationId: score.invocationId, choice: 0, attempts: 1 })
            }
          >
            Retry
          </Button>
        ) : (
          <Button size="small" onClick={() => stop([score.invocationId])}>
            Stop
          </Button>
        )}
        <Button kind="plain" size="small" onClick={() => onInspect(score.invocationId)}>
          Inspect
        </Button>
      </div>
      {figures ? (
        <dl className="grid grid-cols-[repeat(auto-fill,minmax(88px,1fr))] gap-x-3 gap-y-1">
          <Figure label="Perplexity" value={figures.perplexity.toPrecision(4)} title="exp(−mean log probability)" />
          <Figure label="Mean" value={formatLogprob(figures.mean, 3)} title="Mean log probability of a token" />
          <Figure label="Sum" value={formatLogprob(figures.sum)} title="Log probability of the text" />
          <Figure label="Tokens" value={formatCount(figures.tokens)} title="Tokens that have a log probability" />
          <Figure
            label="Bits a character"
            value={(-figures.sum / Math.LN2 / Math.max(1, characters)).toFixed(2)}
            title="Comparable between models that cut the text differently"
          />
        </dl>
      ) : (
        reply.failure === undefined && <p className="text-note text-ink-3">{waitingWord(reply, problem)}</p>
      )}
      {reply.failure && <FailureLine failure={reply.failure} />}
      {score.attempts > 1 && figures && reply.usage?.completionTokens === 1 && (
        <p className="text-note text-ink-3">
          It refused max_tokens 0, so it was asked for one token more, which is left out here.
        </p>
      )}
    </li>
  )
}

function Figure({ label, value, title }: { label: string; value: string; title: string }) {
  return (
    <div title={title}>
      <dt className="text-note text-ink-3">{label}</dt>
      <dd className="font-mono text-control tabular-nums">{value}</dd>
    </div>
  )
}

function waitingWord({ status, ahead }: Reply, problem: string | undefined): string {
  if (problem !== undefined) return problem
  if (status === 'queued' && ahead > 0) return `In line, ${ahead} ahead.`
  if (status === 'done') return 'Reading the answer…'
  return isEnded(status) ? 'Stopped before it was scored.' : 'Scoring…'
}
