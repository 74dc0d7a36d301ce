import { endOf, figuresOf } from './figures.ts'
import { sessionView, type ViewAnswer, type ViewPart } from './sessionView.ts'
import type { SessionFile } from '../contract/sessionFile.ts'

/** The session as Markdown: a heading per prompt and per answer, the answers as their models wrote them. */
export function markdownFile(file: SessionFile): string {
  const view = sessionView(file)
  const parts = [`# ${oneLine(view.title)}`]
  if (view.systemPrompt !== '') parts.push(`## System prompt\n\n${quoted(view.systemPrompt)}`)
  for (const part of view.parts) parts.push(...markdownOf(part))
  return `${parts.join('\n\n')}\n`
}

function markdownOf(part: ViewPart): string[] {
  switch (part.type) {
    case 'text':
      return [`## ${part.heading}`, fenced(part.text)]
    case 'table':
      return [`## ${part.heading}`, [part.columns, part.columns.map(() => '---'), ...part.rows].map(row).join('\n')]
    case 'exchange':
      return [
        '## Prompt',
        part.isJson ? fenced(part.prompt, 'json') : quoted(part.prompt),
        ...part.answers.flatMap(answer),
      ]
  }
}

function answer({ name, settings, reply }: ViewAnswer): string[] {
  const texts = reply.choices.map(({ text }) => text).filter((text) => text !== '')
  const calls = reply.choices.flatMap(({ toolCalls }) =>
    toolCalls.map((call) => fenced(`${call.name}(${call.arguments})`)),
  )
  const end = endOf(reply)
  const notes = [...settings.map(oneLine), ...figuresOf(reply)].join(' · ')
  return [
    `### ${oneLine(name)}`,
    ...texts,
    ...calls,
    ...(end === undefined ? [] : [`_${oneLine(end)}_`]),
    ...(notes === '' ? [] : [`_${notes}_`]),
  ]
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
}

/** Around any text, longer runs of backticks included. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

function row(cells: string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('\\', '\\\\').replaceAll('|', '\\|')).join(' | ')} |`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
