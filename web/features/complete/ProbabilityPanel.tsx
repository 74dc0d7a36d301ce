import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Switch } from '../../ui/Switch.tsx'
import { setParameters, useComplete, useCompleteState } from './complete.ts'
import { HeatScale } from './HeatScale.tsx'
import type { PlacedToken } from './placedTokens.ts'
import { formatLogprob, scoreOf } from './surprise.ts'
import { TokenDetails } from './TokenDetails.tsx'

interface ProbabilityPanelProps {
  tokens: PlacedToken[]
  problems: string[]
  /** Where the caret is, or where the pointer was last. */
  token: PlacedToken | undefined
  showsHeat: boolean
  onHeat: (isOn: boolean) => void
  onPick: (token: PlacedToken, alternative: string) => void
}

/** How sure the models were of what they wrote, token by token. */
export function ProbabilityPanel({ tokens, problems, token, showsHeat, onHeat, onPick }: ProbabilityPanelProps) {
  const complete = useComplete()
  const parameters = useCompleteState((state) => state.document.parameters)
  const score = scoreOf(tokens.map(({ logprob }) => logprob))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-4">
      {problems.map((problem) => (
        <p key={problem} className="text-reading text-warn">
          {problem}
        </p>
      ))}
      {score === undefined ? (
        <div className="grid justify-items-start gap-2 text-reading text-ink-2">
          {parameters.logprobs === undefined ? (
            <>
              <p>Ask for probabilities to see how likely each token was, and what else might have stood there.</p>
              <Button size="small" onClick={() => setParameters(complete, { ...parameters, logprobs: 5 })}>
                Ask for probabilities
              </Button>
            </>
          ) : (
            problems.length === 0 && <p>The next completion comes with the probabilities of its tokens.</p>
          )}
          <p>Score shows how likely the whole text is, whoever wrote it.</p>
        </div>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <Switch isOn={showsHeat} onChange={onHeat} label="Surprise heat map" />
            {showsHeat && <HeatScale />}
          </div>
          <p className="font-mono text-measure text-ink-2 tabular-nums">
            {formatCount(score.tokens)} tokens · sum {formatLogprob(score.sum)} · mean {formatLogprob(score.mean, 3)} ·
            perplexity {score.perplexity.toPrecision(3)}
          </p>
          {token === undefined ? (
            <p className="text-reading text-ink-2">
              Point at a token, or put the caret into it, to see how likely it was and what else might have stood there.
            </p>
          ) : (
            <TokenDetails token={token} onPick={(alternative) => onPick(token, alternative)} />
          )}
        </>
      )}
    </div>
  )
}
