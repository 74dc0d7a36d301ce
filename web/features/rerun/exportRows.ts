import { answerText, figureNames } from './comparison.ts'
import type { RequestState } from './requestStates.ts'
import { outcomeOf } from './words.ts'

type Value = string | number | null

/** One line a request: what was kept, what came, and what the page says about it. */
export function differenceRows(states: readonly RequestState[]): Record<string, Value>[] {
  return states.map((state) => {
    const { comparison, pane, kept, repeats } = state
    const row: Record<string, Value> = {
      prompt_number: state.promptNumber,
      prompt: state.prompt,
      kept_endpoint: pane?.kept ?? null,
      new_endpoint: pane?.endpoint ?? null,
      repeats_answered: comparison?.answered ?? 0,
      repeats_failed: comparison?.failed ?? 0,
      outcome: outcomeOf(state),
      repeats_with_same_text: comparison?.text?.same ?? null,
      similarity_min: comparison?.text?.similarity.min ?? null,
      similarity_median: comparison?.text?.similarity.median ?? null,
      similarity_max: comparison?.text?.similarity.max ?? null,
      similarity_among_repeats: comparison?.text?.among?.median ?? null,
      finish_kept: comparison?.finish.kept ?? null,
      finish_new: comparison?.finish.now.join(', ') ?? null,
    }
    for (const name of figureNames) {
      const figure = comparison?.figures.find((one) => one.name === name)
      const column = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      row[`${column}_kept`] = figure?.kept ?? null
      row[`${column}_new_min`] = figure?.now?.min ?? null
      row[`${column}_new_median`] = figure?.now?.median ?? null
      row[`${column}_new_max`] = figure?.now?.max ?? null
      row[`${column}_range`] = figure?.verdict ?? null
    }
    row['answer_kept'] = kept ? answerText(kept) : null
    for (const [index, repeat] of repeats.entries()) row[`answer_${index + 1}`] = repeat ? answerText(repeat) : null
    return row
  })
}

export function jsonLines(rows: readonly Record<string, Value>[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** RFC 4180. */
export function csv(rows: readonly Record<string, Value>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((name) => csvField(row[name] ?? null)))]
  return lines.map((line) => `${line.join(',')}\r\n`).join('')
}

/** Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"). */
function csvField(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
