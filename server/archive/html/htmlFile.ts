import type { Choice } from '../../contract/reply.ts'
import type { SessionFile } from '../../contract/sessionFile.ts'
import { createBreath } from '../breath.ts'
import { endOf, figuresOf, finishWords } from '../figures.ts'
import { dataOpening } from '../readImport.ts'
import { sessionView, type SessionView, type ViewAnswer, type ViewPart } from '../sessionView.ts'
import { escapeHtml } from './escapeHtml.ts'
import { markdownHtml } from './markdownHtml.ts'
import { style } from './style.ts'

/**
 * A session as one page that needs nothing else: no script, no font, no picture, no request. Its own policy says so to the
 * browser that opens it from a disk. The session itself rides inside as JSON, in a script element whose type no browser runs, every
 * `<` in it written as `\u003c`, so that no text can end the element.
 */
export async function htmlFile(file: SessionFile, breathe = createBreath()): Promise<string> {
  let html = ''
  for await (const piece of htmlPieces(file, breathe)) html += piece
  return html
}

export async function* htmlPieces(file: SessionFile, breathe = createBreath()): AsyncGenerator<string> {
  const view = sessionView(file)
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow, noarchive">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(view.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${headOf(view)}
`
  for (const part of view.parts)
    for (const piece of partHtml(part)) {
      yield piece
      await breathe()
    }
  yield `</main>
<footer><p>Made with AI Playground, ${escapeHtml(file.exportedAt.slice(0, 10))}. To work on with it, save this page and import it under Sessions.</p></footer>
${dataOpening}`
  yield JSON.stringify(file).replaceAll('<', '\\u003c')
  yield `</script>
</body>
</html>
`
}

function headOf({ title, noun, createdAt, systemPrompt }: SessionView): string {
  const day = escapeHtml(createdAt.slice(0, 10))
  return `<header>
<h1 dir="auto">${escapeHtml(title)}</h1>
<p class="note">${noun[0]?.toUpperCase()}${noun.slice(1)} of <time datetime="${day}">${day}</time></p>
${systemPrompt === '' ? '' : `<section aria-label="System prompt"><p class="label">System prompt</p><p class="prompt" dir="auto">${escapeHtml(systemPrompt)}</p></section>`}
</header>`
}

function* partHtml(part: ViewPart): Generator<string> {
  switch (part.type) {
    case 'text':
      yield `<section><h2>${escapeHtml(part.heading)}</h2><pre class="text" dir="auto">${escapeHtml(part.text)}</pre></section>\n`
      return
    case 'table': {
      const head = part.columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('')
      const rows = part.rows.map(
        (row) => `<tr>${row.map((cell) => `<td dir="auto">${escapeHtml(cell)}</td>`).join('')}</tr>`,
      )
      yield `<section><h2>${escapeHtml(part.heading)}</h2><div class="wide${part.columns.length > 10 ? ' many' : ''}" tabindex="0" role="region" aria-label="${escapeHtml(part.heading)}"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>\n`
      return
    }
    case 'exchange': {
      const prompt = part.isJson
        ? `<pre>${escapeHtml(part.prompt)}</pre>`
        : `<p class="prompt" dir="auto">${escapeHtml(part.prompt)}</p>`
      yield `<section class="turn"><h2 class="label">${part.isJson ? 'Request' : 'Prompt'}</h2>${prompt}<div class="answers">`
      for (const answer of part.answers) yield answerHtml(answer)
      yield '</div></section>\n'
    }
  }
}

function answerHtml(answer: ViewAnswer): string {
  const { name, about, hue, settings, reply, body, vote } = answer
  const isEmpty = reply.status === 'done' && body === null && reply.choices.every(isEmptyChoice)
  const end = isEmpty ? 'The answer is empty.' : endOf(reply)
  const figures = figuresOf(reply)
  const words = reply.failure?.providerMessage ?? ''
  const choices = reply.choices.map((choice, index) => {
    const reasoning =
      choice.reasoning === ''
        ? ''
        : `<details><summary>Reasoning</summary><div class="reasoning" dir="auto">${escapeHtml(choice.reasoning)}</div></details>`
    const calls = choice.toolCalls
      .map(
        (call) =>
          `<p class="label">calls <bdi>${escapeHtml(call.name)}</bdi></p><pre>${escapeHtml(call.arguments)}</pre>${call.result ? `<p class="label">and got</p><pre>${escapeHtml(call.result)}</pre>` : ''}`,
      )
      .join('')
    const count = reply.choices.length > 1 ? `<p class="label">Choice ${index + 1}</p>` : ''
    const ending = reply.choices.length > 1 ? finishWords(choice.finishReason) : undefined
    return `${count}${reasoning}${choice.text === '' ? '' : `<div class="markdown" dir="auto">${markdownHtml(choice.text)}</div>`}${calls}${ending === undefined ? '' : `<p class="warn">${escapeHtml(ending)}</p>`}`
  })
  return `<article class="hue${hue}" aria-label="Answer of ${escapeHtml(name)}">
<h3><span class="dot"></span><bdi>${escapeHtml(name)}</bdi>${about === '' ? '' : `<bdi class="about">${escapeHtml(about)}</bdi>`}</h3>
${settings.length === 0 ? '' : `<p class="settings">${settings.map((one) => `<bdi>${escapeHtml(one)}</bdi>`).join(' ')}</p>`}
${choices.join('')}
${body === null || body === '' ? '' : `<pre>${escapeHtml(prettyJson(body))}</pre>`}
${end === undefined ? '' : `<p class="${reply.status === 'failed' ? 'bad' : 'warn'}">${escapeHtml(end)}</p>`}
${words === '' ? '' : `<p class="words" dir="auto">“${escapeHtml(words)}”</p>`}
${vote === undefined ? '' : `<p class="vote">Voted ${vote}</p>`}
${figures.length === 0 ? '' : `<p class="figures">${figures.map((one) => `<bdi>${escapeHtml(one)}</bdi>`).join(' · ')}</p>`}
</article>`
}

function isEmptyChoice({ text, toolCalls }: Choice): boolean {
  return text === '' && toolCalls.length === 0
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
