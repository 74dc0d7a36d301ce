import type { Reply } from '../../../server/contract/reply.ts'
import type { CompareDocument } from '../../../server/contract/session.ts'
import { formatCount, formatMs, formatRate } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'
import { endWords } from './EndNote.tsx'
import { measure } from '../../models/reply/measurements.ts'
import { shownAttempt } from './turns.ts'

export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => showToast({ message: 'Copied.' }),
    () => showToast({ message: 'The browser refused to copy. Select the text and copy it by hand.' }),
  )
}

/** Markdown without its marks, for a mail or a form: headings, emphasis, links and fences; everything else as it stands. */
export function plainText(markdown: string): string {
  return markdown
    .split(/(^```[^\n]*\n[\s\S]*?(?:^```[ \t]*$|$(?![\s\S])))/m)
    .map((part) =>
      part.startsWith('```') ? part.replace(/^```[^\n]*\n/, '').replace(/\n?```[ \t]*$/, '') : unmarked(part),
    )
    .join('')
    .trim()
}

function unmarked(text: string): string {
  return text
    .replaceAll(/^#{1,6}\s+/gm, '')
    .replaceAll(/(\*\*|__)(?=\S)([\s\S]*?\S)\1/g, '$2')
    .replaceAll(/(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/g, '$1')
    .replaceAll(/`([^`\n]+)`/g, '$1')
    .replaceAll(/\[([^\]\n]+)\]\(([^)\s]+)\)/g, '$1 ($2)')
}

/** The whole comparison, a heading per prompt and per pane. */
export function comparisonMarkdown(
  { title, document }: { title: string; document: CompareDocument },
  { replies, endpoints }: { replies: Record<string, Reply>; endpoints: Record<string, string> },
): string {
  const parts = [`# ${title}`]
  for (const turn of document.turns) {
    parts.push(`## Prompt\n\n${turn.prompt}`)
    for (const pane of document.panes) {
      const id = shownAttempt(turn, pane.id) ?? ''
      const reply = replies[id]
      if (reply) parts.push(`### ${endpoints[id] ?? pane.endpoint ?? 'No endpoint'}\n\n${replyMarkdown(reply)}`)
    }
  }
  return `${parts.join('\n\n')}\n`
}

function replyMarkdown(reply: Reply): string {
  const figures = measure(reply)
  const about = figures.isEstimate ? '~' : ''
  const line = [
    figures.msToFirstToken !== undefined && `first token ${formatMs(figures.msToFirstToken)}`,
    figures.tokensPerSecond !== undefined && `${about}${formatRate(figures.tokensPerSecond)} tok/s`,
    figures.tokensOut !== undefined && `${about}${formatCount(figures.tokensOut)} tokens`,
    figures.msTotal !== undefined && formatMs(figures.msTotal),
  ].filter((part) => part !== false)
  const text = reply.choices.map((choice) => choice.text).join('\n\n')
  const end = reply.failure ? `Failed: ${reply.failure.message}` : endWords(reply)
  return [text, end && `_${end}_`, line.length > 0 && `_${line.join(' · ')}_`].filter(Boolean).join('\n\n')
}
