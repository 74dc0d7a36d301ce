import type { Field } from './codeCall.ts'
import { quotedText } from './quotedText.ts'

const step = '    '
/** Black's: https://black.readthedocs.io, read 2026-11-22. */
const maxLineLength = 88

/** A JSON value as Python writes it, its first line without indentation, further lines `depth` steps in. */
export function pythonLiteral(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quotedText(value)
  if (typeof value === 'number') return JSON.stringify(value)
  if (Array.isArray(value))
    return bracketed(
      '[]',
      value.map((item) => pythonLiteral(item, depth + 1)),
      depth,
    )
  return pythonDict(Object.entries(value), depth)
}

export function pythonDict(fields: Field[], depth = 0): string {
  return bracketed(
    '{}',
    fields.map(([name, value]) => `${quotedText(name)}: ${pythonLiteral(value, depth + 1)}`),
    depth,
  )
}

/** `name(a=1, …)`, an argument a line. The arguments are source already. */
export function pythonCall(name: string, args: [name: string, source: string][], depth = 0): string {
  return `${name}${bracketed(
    '()',
    args.map(([argument, source]) => `${argument}=${source}`),
    depth,
  )}`
}

export function pythonList(items: string[], depth = 0): string {
  return bracketed('[]', items, depth)
}

/** Short simple things stay on one line, as a person would write them. */
function bracketed(brackets: string, items: string[], depth: number): string {
  const [open = '', close = ''] = brackets
  const line = `${open}${items.join(', ')}${close}`
  const isShort = line.length + depth * step.length <= maxLineLength && !line.includes('\n')
  if (isShort && (open !== '(' || items.length <= 1)) return line
  const inner = step.repeat(depth + 1)
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${step.repeat(depth)}${close}`
}

/**
 * Databricks' own clients read both variables themselves. Where neither is set the program asks this server, which
 * takes any token until one has been made.
 */
export function pythonEnvironment(origin: string): string[] {
  return [
    `os.environ.setdefault("DATABRICKS_HOST", ${quotedText(origin)})`,
    'if "DATABRICKS_CLIENT_ID" not in os.environ:',
    `${step}os.environ.setdefault("DATABRICKS_TOKEN", "none")`,
  ]
}
