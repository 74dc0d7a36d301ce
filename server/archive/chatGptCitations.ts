import { z } from 'zod'

/**
 * ChatGPT writes marks into its text where it cites, and beside the text what they stand for: `content_references` with
 * the mark and Markdown for it (newer files), `citations` with places in the text (older ones;
 * `processAssistantMessage` in api/server/utils/import/importers.js of danny-avila/LibreChat, read 2026-11-23).
 */
const referenceSchema = z.looseObject({ matched_text: z.string(), alt: z.string().nullish() })
const citationSchema = z.looseObject({
  start_ix: z.int().min(0),
  end_ix: z.int(),
  metadata: z.looseObject({ title: z.string(), url: z.string() }),
})
/** Each names one mark, the first that is left. */
const maxReferences = 1000

/** The text with links in the place of its marks. */
export function withCitations(text: string, metadata: Record<string, unknown> | null | undefined): string {
  let cited = text
  for (const { start_ix: start, end_ix: end, metadata: of } of listOf(citationSchema, metadata?.['citations']).toSorted(
    (a, b) => b.start_ix - a.start_ix,
  ))
    if (start < end && end <= text.length)
      cited = `${cited.slice(0, start)} ([${of.title}](${of.url}))${cited.slice(end)}`
  for (const { matched_text: mark, alt } of listOf(referenceSchema, metadata?.['content_references']))
    if (mark.trim() !== '') cited = cited.replace(mark, () => alt ?? '')
  return cited
}

function listOf<Item extends z.ZodType>(item: Item, value: unknown): z.infer<Item>[] {
  const list: unknown[] = Array.isArray(value) ? value.slice(0, maxReferences) : []
  return list.flatMap((one) => item.safeParse(one).data ?? [])
}
