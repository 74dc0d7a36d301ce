import { joinClasses } from '../../ui/joinClasses.ts'
import { hueStyle } from '../../ui/hueStyle.ts'
import type { PlacedToken } from './placedTokens.ts'
import { formatLogprob, formatProbability, surpriseBits, visibleToken } from './surprise.ts'

interface TokenDetailsProps {
  token: PlacedToken
  onPick: (alternative: string) => void
}

/** One token: how likely it was, and what else might have stood there, each a way to go on. */
export function TokenDetails({ token, onPick }: TokenDetailsProps) {
  const { logprob } = token
  const isListed = token.top.some((other) => other.token === token.token)
  const rows = isListed || logprob === null ? token.top : [...token.top, { token: token.token, logprob }]
  return (
    <section aria-label="Token at the caret" aria-live="polite" style={hueStyle(token.hue)} className="grid gap-2">
      <p className="text-reading">
        <b className="font-mono font-medium text-(--c)">{visibleToken(token.token)}</b>{' '}
        <span className="font-mono text-measure text-ink-2 tabular-nums">
          {logprob === null
            ? 'the first token stands on nothing'
            : `${formatProbability(logprob)} · log ${formatLogprob(logprob)} · ${surpriseBits(logprob).toFixed(1)} bits`}
        </span>
      </p>
      <ul aria-label="Alternatives" className="grid gap-px">
        {rows.map((other) => (
          <li key={other.token}>
            <button
              type="button"
              disabled={other.token === token.token}
              aria-label={
                other.token === token.token
                  ? `${visibleToken(other.token)}, ${formatProbability(other.logprob)}, as it is`
                  : `Continue with ${visibleToken(other.token)}, ${formatProbability(other.logprob)}`
              }
              onClick={() => onPick(other.token)}
              className={joinClasses(
                'grid min-h-7 w-full grid-cols-[minmax(72px,2fr)_minmax(0,3fr)_64px] items-center gap-2 rounded-inner px-2 text-start font-mono text-measure pointer-coarse:min-h-11',
                other.token === token.token ? 'bg-raised font-medium' : 'enabled:hover:bg-raised',
              )}
            >
              <span className="min-w-0 truncate">{visibleToken(other.token)}</span>
              <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" className="h-1 w-full">
                <rect width="100" height="4" className="fill-track" />
                <rect width={Math.exp(other.logprob) * 100} height="4" className="fill-(--c)" />
              </svg>
              <span className="text-end text-ink-2 tabular-nums">{formatProbability(other.logprob)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
