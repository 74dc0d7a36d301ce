import { useEffect, useState } from 'react'
import { Icon } from '../ui/Icon.tsx'
import { preloadLater } from '../ui/preload.ts'
import type { CodeToken } from './highlightCode.ts'
import { visibleOverrides } from './linkSafety.ts'

let highlighter: Promise<typeof import('./highlightCode.ts')> | undefined
/** Asked for once: each import() looks through the whole page for what it has preloaded. */
const loadHighlighter = () => (highlighter ??= import('./highlightCode.ts'))
preloadLater(loadHighlighter)

interface CodeBlockProps {
  code: string
  language: string
  /** Still growing: not highlighted until it ends. */
  isOpen: boolean
}

/** Colouring longer code takes longer than a frame and helps no reader. */
const maxHighlightLength = 40_000
/** Lines per box: only the last box of growing code is laid out again. */
const linesPerBox = 60

export function CodeBlock({ code, language, isOpen }: CodeBlockProps) {
  const tokens = useTokens(code, language, isOpen)
  return (
    <figure className="md-code" dir="ltr">
      <figcaption className="md-code-head">
        <span>{language || 'text'}</span>
        <CopyCode code={code} />
      </figcaption>
      {/* A box that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code>{tokens === undefined ? boxesOf(code) : tokens.map(renderToken)}</code>
      </pre>
    </figure>
  )
}

function renderToken({ className, text }: CodeToken, index: number) {
  const shown = visibleOverrides(text)
  // oxlint-disable-next-line react/no-array-index-key
  return className === '' ? (
    shown
  ) : (
    <span key={index} className={className}>
      {shown}
    </span>
  )
}

function boxesOf(code: string) {
  const lines = visibleOverrides(code).split('\n')
  if (lines.length <= linesPerBox) return lines.join('\n')
  const boxes: string[] = []
  for (let at = 0; at < lines.length; at += linesPerBox) boxes.push(lines.slice(at, at + linesPerBox).join('\n'))
  // oxlint-disable-next-line react/no-array-index-key
  return boxes.map((box, index) => <span key={index} className="md-code-box">{`${box}\n`}</span>)
}

function useTokens(code: string, language: string, isOpen: boolean): CodeToken[] | undefined {
  const [found, setFound] = useState<{ code: string; language: string; tokens: CodeToken[] | undefined }>()
  const isWanted = !isOpen && language !== '' && code.length <= maxHighlightLength
  useEffect(() => {
    if (!isWanted) return
    let isCurrent = true
    loadHighlighter().then(
      ({ highlightCode }) => isCurrent && setFound({ code, language, tokens: highlightCode(code, language) }),
      // Code can be read without colours.
      () => (highlighter = undefined),
    )
    return () => {
      isCurrent = false
    }
  }, [isWanted, code, language])
  return found?.code === code && found.language === language ? found.tokens : undefined
}

function CopyCode({ code }: { code: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  const label = { idle: 'Copy code', copied: 'Copied', refused: 'The browser refused to copy' }[state]
  return (
    <button
      type="button"
      className="md-copy"
      aria-label={label}
      title={label}
      onClick={() => {
        navigator.clipboard.writeText(code).then(
          () => setState('copied'),
          () => setState('refused'),
        )
      }}
    >
      <Icon name={state === 'copied' ? 'check' : state === 'refused' ? 'warning' : 'copy'} />
    </button>
  )
}
