import { z } from 'zod'

const part = z.looseObject({ type: z.string().optional() })
/** Of OpenAI's messages; others are alike. */
export const contentSchema = z.union([z.string(), z.array(z.union([z.string(), part])), z.null()])
export type Content = z.infer<typeof contentSchema>

/** The text of a message; what is not text is said to be missing. */
export function textOf(content: Content, leftOut: Set<string>): string {
  if (content === null) return ''
  if (typeof content === 'string') return content
  return content
    .flatMap((one) => {
      if (typeof one === 'string') return [one]
      const text = partText(one)
      if (text === undefined)
        leftOut.add('Pictures, files and other parts of messages that are not text were left out.')
      return text ?? []
    })
    .join('\n\n')
}

/** `text`, or `text.value` as the Assistants API has it, or a refusal. */
export function partText(one: z.infer<typeof part>): string | undefined {
  const text = one['text'] ?? one['refusal']
  if (typeof text === 'string') return text
  const { value } = Object(text) as { value?: unknown }
  return typeof value === 'string' ? value : undefined
}
