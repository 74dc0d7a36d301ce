import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { syntaxTree } from '@codemirror/language'
import type { EditorState, Extension } from '@codemirror/state'
import { hoverTooltip } from '@codemirror/view'
import type { SyntaxNode } from '@lezer/common'
import type { BodyField } from '../requestBody/bodyFields.ts'

/** Completes keys and known values, and explains a field under the pointer or the caret. */
export function fieldHints(fieldsOf: () => BodyField[]): Extension {
  return [
    autocompletion({ override: [(context) => complete(context, fieldsOf())], icons: false, closeOnBlur: true }),
    hoverTooltip((view, position) => {
      const property = propertyAt(syntaxTree(view.state).resolveInner(position, 0))
      const name = property?.getChild('PropertyName')
      if (!property || !name || position < name.from || position > name.to) return null
      const field = fieldAt(view.state, property, fieldsOf())
      if (field === undefined) return null
      return {
        pos: name.from,
        end: name.to,
        above: true,
        create() {
          const dom = document.createElement('div')
          dom.className = 'cm-field'
          dom.textContent = `${field.words} ${typesOf(field)}`
          return { dom }
        },
      }
    }),
  ]
}

function complete(context: CompletionContext, fields: BodyField[]): CompletionResult | null {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1)
  const property = propertyAt(node)
  const isKey = node.name === 'PropertyName' || (node.name === 'Object' && lastSign(context) !== ':')
  if (isKey) return completeKey(context, node, fields)
  const field = property && fieldAt(context.state, property, fields)
  if (field === undefined) return null
  const values = [
    ...(field.values ?? []).map((value) => JSON.stringify(value)),
    ...(field.types.includes('boolean') ? ['true', 'false'] : []),
  ]
  if (values.length === 0) return null
  const isInText = node.name === 'String'
  const from = isInText ? node.from : (context.matchBefore(/[\w"]*/)?.from ?? context.pos)
  if (!context.explicit && from === context.pos && !isInText) return null
  return { from, ...(isInText ? { to: node.to } : {}), options: values.map((label) => ({ label })), filter: true }
}

function completeKey(context: CompletionContext, node: SyntaxNode, fields: BodyField[]): CompletionResult | null {
  const object = node.name === 'Object' ? node : node.parent?.parent
  if (!object) return null
  const known = fieldsAt(context.state, object, fields)
  const present = new Set(object.getChildren('Property').map((property) => keyOf(context.state, property)))
  const isTyped = node.name === 'PropertyName'
  const word = isTyped ? undefined : context.matchBefore(/["\w]+/)
  if (!isTyped && word === null && !context.explicit) return null
  const options = known
    .filter(({ name }) => !present.has(name) || (isTyped && keyText(context.state, node) === name))
    .map((field): Completion => ({
      label: JSON.stringify(field.name),
      apply: isTyped && hasColon(context.state, node) ? JSON.stringify(field.name) : `${JSON.stringify(field.name)}: `,
      detail: field.types.join(' or '),
      info: field.words,
      boost: field.isRequired === true ? 2 : field.isCommon === true ? 1 : 0,
    }))
  return { from: isTyped ? node.from : (word?.from ?? context.pos), ...(isTyped ? { to: node.to } : {}), options }
}

/** What was typed last before the caret, white space aside. */
function lastSign({ state, pos }: CompletionContext): string {
  return (
    state
      .sliceDoc(Math.max(0, pos - 50), pos)
      .replace(/[\s"\w]*$/, '')
      .at(-1) ?? ''
  )
}

function hasColon(state: EditorState, name: SyntaxNode): boolean {
  return /^\s*:/.test(state.sliceDoc(name.to, name.to + 20))
}

function propertyAt(node: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | null = node
  while (found !== null && found.name !== 'Property') found = found.parent
  return found ?? undefined
}

function fieldAt(state: EditorState, property: SyntaxNode, fields: BodyField[]): BodyField | undefined {
  const object = property.parent
  if (!object) return undefined
  const name = keyOf(state, property)
  return fieldsAt(state, object, fields).find((field) => field.name === name)
}

/** The fields an object may have, from where it stands in the body. */
function fieldsAt(state: EditorState, object: SyntaxNode, fields: BodyField[]): BodyField[] {
  const around = object.parent === null ? undefined : propertyAt(object.parent)
  if (around === undefined) return fields
  return fieldAt(state, around, fields)?.fields ?? []
}

function keyOf(state: EditorState, property: SyntaxNode): string {
  const name = property.getChild('PropertyName')
  return name === null ? '' : keyText(state, name)
}

function keyText(state: EditorState, name: SyntaxNode): string {
  return state.sliceDoc(name.from, name.to).replaceAll('"', '')
}

function typesOf({ types, min, max, values }: BodyField): string {
  const range = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`].filter(Boolean)
  return `(${[values === undefined ? types.join(' or ') : values.join(', '), ...range].join(', ')})`
}
