import { renderToStaticMarkup } from 'react-dom/server'
import { Window } from 'happy-dom'
import { MarkdownView } from './MarkdownView.tsx'

const allowedTags = new Set(
  'p h2 blockquote ul ol li div table thead tbody tr th td hr br figure figcaption pre code span em strong del a sup section button input svg path'.split(' '),
) // prettier-ignore
const allowedAttributes = new Set(
  'dir class data-growing data-level data-streaming start value href target rel title aria-label aria-hidden role tabindex scope style type checked disabled readonly id viewbox stroke-width d'.split(' '),
) // prettier-ignore

const window = new Window()

/** Everything in the rendered tree that is not plainly harmless. For tests. */
export function problemsIn(text: string, isStreaming: boolean): string[] {
  const box = window.document.createElement('div')
  box.innerHTML = renderToStaticMarkup(<MarkdownView text={text} isStreaming={isStreaming} />)
  return [...box.querySelectorAll('*')].flatMap((element) => {
    const names = [...element.attributes].filter(({ name, value }) => !isHarmless(name.toLowerCase(), value ?? ''))
    const isSafeLink =
      element.getAttribute('rel') === 'noopener noreferrer nofollow' && element.getAttribute('target') === '_blank'
    return [
      ...(allowedTags.has(element.tagName.toLowerCase()) ? [] : [element.tagName]),
      ...names.map(({ name, value }) => `${element.tagName} ${name}=${value}`),
      ...(element.tagName === 'A' && !isSafeLink ? ['A without rel and target'] : []),
    ]
  })
}

function isHarmless(name: string, value: string): boolean {
  if (name === 'style') return /^text-align:(left|right|center)$/.test(value)
  if (name === 'href') return /^(https?:\/\/|mailto:)/.test(value)
  return allowedAttributes.has(name)
}
