import { quotedText } from './quotedText.ts'

/** A JSON value as JavaScript writes it; further lines `depth` steps of two spaces in. */
export function javaScriptLiteral(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quotedText(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value))
    return bracketed(
      '[]',
      value.map((item) => javaScriptLiteral(item, depth + 1)),
      depth,
    )
  return bracketed(
    '{}',
    Object.entries(value).map(([name, item]) => `${propertyName(name)}: ${javaScriptLiteral(item, depth + 1)}`),
    depth,
  )
}

/** Plain `__proto__:` would set the prototype (ECMA-262, B.3.1); computed it is a property like any other. */
function propertyName(name: string): string {
  if (name === '__proto__') return '["__proto__"]'
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quotedText(name)
}

function bracketed(brackets: string, items: string[], depth: number): string {
  const [open = '', close = ''] = brackets
  const space = open === '{' && items.length > 0 ? ' ' : ''
  const line = `${open}${space}${items.join(', ')}${space}${close}`
  if (line.length + depth * 2 <= 76 && !line.includes('\n') && depth > 0) return line
  const inner = '  '.repeat(depth + 1)
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${'  '.repeat(depth)}${close}`
}
