import { common, createLowlight } from 'lowlight'

/** Loaded as a chunk of its own, with the first finished code block. */
const lowlight = createLowlight(common)

export interface CodeToken {
  className: string
  text: string
}

/** Nothing for a language that is not known: guessing costs time and colours prose. */
export function highlightCode(code: string, language: string): CodeToken[] | undefined {
  if (!lowlight.registered(language)) return undefined
  const tokens: CodeToken[] = []
  collect(lowlight.highlight(language, code).children, '', tokens)
  return tokens
}

type HighlightNode = ReturnType<typeof lowlight.highlight>['children'][number]

function collect(nodes: HighlightNode[], className: string, tokens: CodeToken[]): void {
  for (const node of nodes) {
    if (node.type === 'text') tokens.push({ className, text: node.value })
    if (node.type === 'element') {
      const names = node.properties.className
      collect(node.children, Array.isArray(names) ? names.join(' ') : className, tokens)
    }
  }
}
