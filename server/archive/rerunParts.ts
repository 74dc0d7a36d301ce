import type { RerunDocument, RerunRequest } from '../contract/rerunDocument.ts'
import type { ViewAnswer, ViewPart } from './sessionView.ts'

/** Each prompt with the answers that were kept, every one followed by those it got since. */
export function rerunParts(
  document: RerunDocument,
  answerOf: (invocationId: string, hue: number, settings: string[]) => ViewAnswer | undefined,
): ViewPart[] {
  const hues = new Map(document.panes.map(({ id, hue }) => [id, hue]))
  const answersOf = ({ paneId, kept, repeats }: RerunRequest) =>
    [kept, ...repeats].flatMap(
      (id, index) => answerOf(id, hues.get(paneId) ?? 7, [index === 0 ? 'kept' : `repeat ${index}`]) ?? [],
    )
  const byPrompt = Map.groupBy(document.requests, ({ promptId }) => promptId)
  return document.prompts.flatMap(({ id, text }): ViewPart[] => {
    const answers = (byPrompt.get(id) ?? []).flatMap(answersOf)
    return answers.length === 0 ? [] : [{ type: 'exchange', prompt: text, isJson: false, answers }]
  })
}
