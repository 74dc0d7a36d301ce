import type { CompleteDocument, CompleteParameters } from '../../../server/contract/completeDocument.ts'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { objectOf, parametersOf } from './documentOf.ts'

/** A text with this request's prompt, parameters and endpoint. Undefined where it was no completion of one text. */
export function completionOf(
  { requestBody, endpoint, task }: Invocation,
  newId: () => string,
): { document: CompleteDocument; note?: string } | undefined {
  const body = task === 'llm/v1/completions' ? objectOf(requestBody) : undefined
  if (typeof body?.['prompt'] !== 'string') return undefined
  const { prompt, suffix, n, best_of, logprobs, echo, logit_bias, ...fields } = body
  const after = typeof suffix === 'string' ? suffix : ''
  const edit = newId()
  const own: CompleteParameters = {
    ...(isWhole(n) && { n }),
    ...(isWhole(best_of) && { best_of }),
    ...(isWhole(logprobs) && { logprobs }),
    ...(echo === true && { echo }),
    ...(typeof logit_bias === 'object' && logit_bias !== null && { logit_bias: JSON.stringify(logit_bias) }),
  }
  const document: CompleteDocument = {
    page: 'complete',
    panes: [{ id: newId(), endpoint, hue: 0 }],
    parameters: { ...own, ...parametersOf(fields) },
    fillsIn: after !== '',
    edits: [{ id: edit, parent: null, at: 0, removed: 0, inserted: prompt + after }],
    current: edit,
    visited: { root: edit },
    sends: [],
  }
  return after === ''
    ? { document }
    : {
        document,
        note: `The prompt ended at character ${prompt.length}: put the caret there to fill in the same place.`,
      }
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value)
}
