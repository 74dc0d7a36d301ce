import { bidiMarked } from './bidiMarked.ts'
import { endOf, figuresOf, finishWords } from './figures.ts'
import { markdownHtml } from './html/markdownHtml.ts'
import { sessionView, type ViewAnswer, type ViewPart } from './sessionView.ts'
import type { SessionFile } from '../contract/sessionFile.ts'

/**
 * The session as Markdown: a heading per prompt and per answer, the answers as their models wrote them. Names and what a
 * provider said are text, whatever marks are in them; and no answer may go on over what stands after it.
 */
export function markdownFile(file: SessionFile): string {
  const view = sessionView(file)
  const parts = [`# ${asText(view.title)}`]
  if (view.systemPrompt !== '') parts.push(`## System prompt\n\n${quoted(view.systemPrompt)}`)
  for (const part of view.parts) parts.push(...markdownOf(part))
  return `${parts.join('\n\n')}\n`
}

function markdownOf(part: ViewPart): string[] {
  switch (part.type) {
    case 'text':
      return [`## ${asText(part.heading)}`, fenced(part.text)]
    case 'table':
      return [
        `## ${asText(part.heading)}`,
        [part.columns, part.columns.map(() => '---'), ...part.rows].map(row).join('\n'),
      ]
    case 'exchange':
      return [
        part.isJson ? '## Request' : '## Prompt',
        part.isJson ? fenced(part.prompt, 'json') : quoted(part.prompt),
        ...part.answers.flatMap(answer),
      ]
  }
}

function answer({ name, about, settings, reply, body, vote }: ViewAnswer): string[] {
  const { choices } = reply
  const said = choices.flatMap(({ text, reasoning, toolCalls, finishReason }, index) => [
    ...(choices.length > 1 ? [`#### Choice ${index + 1}`] : []),
    ...(reasoning === '' ? [] : [`_Reasoning_\n\n${quoted(reasoning)}`]),
    ...(text === '' ? [] : [isClosed(text) ? text : fenced(text)]),
    ...toolCalls.flatMap((call) => [
      fenced(`${call.name}(${call.arguments})`),
      ...(call.result ? ['_and got_', fenced(call.result)] : []),
    ]),
    ...(choices.length > 1 ? notes([finishWords(finishReason)]) : []),
  ])
  return [
    `### ${asText(name)}${about === '' ? '' : ` (${asText(about)})`}`,
    ...said,
    ...(body === null || body === '' ? [] : [fenced(body, 'json')]),
    ...notes([endOf(reply), reply.failure?.providerMessage]),
    ...notes([vote && `Voted ${vote}`]),
    ...notes([[...settings, ...figuresOf(reply)].join(' · ')]),
  ]
}

function notes(words: (string | undefined)[]): string[] {
  return words.flatMap((one) => (one === undefined || one === '' ? [] : [`_${asText(one)}_`]))
}

/** Whether what stands after the text is outside of it: no fence, comment or HTML is left open. */
function isClosed(text: string): boolean {
  return markdownHtml(`${text}\n\nafter`).endsWith('\n<p>after</p>')
}

function quoted(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
}

/** Around any text, longer runs of backticks included. */
function fenced(text: string, language = ''): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2)
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

function row(cells: string[]): string {
  return `| ${cells.map(asText).join(' | ')} |`
}

/** In one line and with every mark as itself (CommonMark 0.31, section 2.4); what would turn the line around is named. */
function asText(text: string): string {
  return bidiMarked(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|!~&$]|^[-+=]|^\d+(?=[.)])|:(?=\/\/)|@|www\.(?=\w)/gi, (mark) =>
      /^\d/.test(mark) ? `${mark}\\` : mark.length > 1 ? `www\\.` : `\\${mark}`,
    )
}
