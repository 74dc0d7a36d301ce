import { useMemo, useState } from 'react'
import { Dot } from '../../ui/Dot.tsx'
import { hueStyle } from '../../ui/hueStyle.ts'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { alignSpans, type AlignedStretch } from './alignSpans.ts'
import { formatLogprob, visibleToken } from './surprise.ts'
import type { ScoredText } from './useTokens.ts'

/** Rows of the list of differences. */
const maxShown = 12

interface AlignedTextProps {
  text: string
  scored: ScoredText[]
}

/** Two models on one text: where one held likely what surprised the other, by stretches that both cut alike. */
export function AlignedText({ text, scored }: AlignedTextProps) {
  const [chosen, setChosen] = useState<[string | undefined, string | undefined]>([undefined, undefined])
  const one = scored.find(({ paneId }) => paneId === chosen[0]) ?? scored[0]
  const other =
    scored.find(({ paneId }) => paneId === chosen[1] && paneId !== one?.paneId) ?? scored.find((score) => score !== one)
  const stretches = useMemo(() => (one && other ? alignSpans(one.tokens, other.tokens) : []), [one, other])
  if (!one || !other) return null
  const compared = stretches.flatMap((stretch) => differenceOf(stretch))
  const apart = compared.toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference)).slice(0, maxShown)
  const totals = [0, 1].map((side) => compared.reduce((sum, { sums }) => sum + (sums[side] ?? 0), 0))
  return (
    <section aria-label="Two models on the same text" className="grid gap-3">
      <h2 className="text-control font-semibold">Where they differ</h2>
      {scored.length > 2 && (
        <div className="grid grid-cols-2 gap-2">
          {([one, other] as const).map((score, side) => (
            <Field key={side} label={side === 0 ? 'One' : 'Other'}>
              <Select
                value={score.paneId}
                onChange={(paneId) => setChosen(side === 0 ? [paneId, chosen[1]] : [chosen[0], paneId])}
                options={scored.map(({ paneId, endpoint }) => ({ value: paneId, label: endpoint }))}
              />
            </Field>
          ))}
        </div>
      )}
      {compared.length === 0 ? (
        <p className="text-reading text-ink-2">
          They cut this text so differently that no part of it is whole tokens of both with a probability from each.
        </p>
      ) : (
        <p className="text-note text-ink-2">
          {compared.length} {compared.length === 1 ? 'stretch' : 'stretches'} that both cut alike, from{' '}
          {one.tokens.length} and {other.tokens.length} tokens. In these the text has{' '}
          <span className="font-mono text-measure">{formatLogprob(totals[0] ?? 0)}</span> with {one.endpoint} and{' '}
          <span className="font-mono text-measure">{formatLogprob(totals[1] ?? 0)}</span> with {other.endpoint}.
        </p>
      )}
      {compared.length > 0 && <DifferenceText text={text} compared={compared} hues={[one.hue, other.hue]} />}
      {compared.length > 0 && (
        <div className="max-h-[40vh] overflow-auto">
          <table className="w-full border-collapse text-control">
            <thead>
              <tr className="text-start text-note text-ink-3">
                <th className="py-1 pe-3 text-start font-medium">Stretch</th>
                {[one, other].map((score) => (
                  <th key={score.paneId} className="max-w-28 py-1 ps-3 text-end font-medium">
                    <span className="inline-flex max-w-full items-center gap-1.5">
                      <Dot hue={score.hue} />
                      <span className="truncate">{score.endpoint}</span>
                    </span>
                  </th>
                ))}
                <th className="py-1 ps-3 text-end font-medium">Difference</th>
              </tr>
            </thead>
            <tbody className="font-mono text-measure tabular-nums">
              {apart.map(({ from, to, sums, difference }) => (
                <tr key={from} className="border-t border-line">
                  <td dir="auto" className="max-w-44 py-1 pe-3 wrap-anywhere">
                    {visibleToken(text.slice(from, to)).slice(0, 80)}
                  </td>
                  <td className="py-1 ps-3 text-end">{formatLogprob(sums[0] ?? 0)}</td>
                  <td className="py-1 ps-3 text-end">{formatLogprob(sums[1] ?? 0)}</td>
                  <td className="py-1 ps-3 text-end font-medium">{formatLogprob(difference)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

interface Difference extends AlignedStretch {
  /** How much likelier the first model held it. */
  difference: number
}

/** The text, each stretch on the ground of the model that held it likelier; the further apart, the stronger. */
function DifferenceText({ text, compared, hues }: { text: string; compared: Difference[]; hues: [number, number] }) {
  return (
    <p
      dir="auto"
      // A box that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-[30vh] overflow-y-auto text-reading wrap-anywhere whitespace-pre-wrap"
    >
      {compared.slice(0, maxDrawn).map(({ from, to, difference }) => (
        <span
          key={from}
          title={`${formatLogprob(difference)} between them`}
          style={hueStyle(hues[difference >= 0 ? 0 : 1])}
          className={grounds[Math.min(grounds.length - 1, Math.floor(Math.abs(difference)))]}
        >
          {text.slice(from, to)}
        </span>
      ))}
    </p>
  )
}

/** Stretches drawn in colour; a text of more is read in the list. */
const maxDrawn = 4000
/** By whole nats of difference. */
const grounds = ['', 'bg-(--c)/10', 'bg-(--c)/18', 'bg-(--c)/26', 'bg-(--c)/34']

/** How much likelier the first model held it; nothing where one of them gives no value. */
function differenceOf(stretch: AlignedStretch): Difference[] {
  const [one, other] = stretch.sums
  return one === null || other === null ? [] : [{ ...stretch, difference: one - other }]
}
