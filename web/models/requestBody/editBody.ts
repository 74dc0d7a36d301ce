import { findNodeAtLocation, parseTree, type JSONPath, type Node } from 'jsonc-parser'
import { isTooDeep } from './checkBody.ts'

/**
 * Changes to a body's text that touch nothing else: white space, key order, number spelling and unknown fields stay.
 * (jsonc-parser's own `modify` lays the neighbours out anew.) A text that is no JSON object is given back as it is.
 */

/** Sets the value at a path to JSON text, exactly as given: `1.0` stays `1.0`. A field that is not there comes last. */
export function setInBody(text: string, path: JSONPath, json: string): string {
  const source = text.trim() === '' ? '{}' : text
  const root = rootOf(source)
  if (root === undefined) return text
  const node = findNodeAtLocation(root, path)
  if (node !== undefined) return source.slice(0, node.offset) + json + source.slice(node.offset + node.length)
  const name = String(path.at(-1))
  const parentPath = path.slice(0, -1)
  const parent = findNodeAtLocation(root, parentPath)
  if (parent?.type === 'object') return addTo(source, parent, name, json)
  if (parent === undefined && parentPath.length > 0)
    return setInBody(source, parentPath, `{${JSON.stringify(name)}: ${json}}`)
  return text
}

export function removeFromBody(text: string, path: JSONPath): string {
  const root = rootOf(text)
  const property = root && findNodeAtLocation(root, path)?.parent
  if (property?.type !== 'property') return text
  const siblings = property.parent?.children ?? []
  const index = siblings.indexOf(property)
  const [before, after] = [siblings[index - 1], siblings[index + 1]]
  if (after !== undefined) return text.slice(0, property.offset) + text.slice(after.offset)
  const start = before === undefined ? property.offset : endOf(before)
  return text.slice(0, start) + text.slice(endOf(property))
}

/** The JSON text at a path, as written; undefined where nothing stands. */
export function readInBody(text: string, path: JSONPath): string | undefined {
  const root = rootOf(text)
  const node = root && findNodeAtLocation(root, path)
  return node && text.slice(node.offset, node.offset + node.length)
}

/** Apart from its neighbours as they are from each other. */
function addTo(text: string, object: Node, name: string, json: string): string {
  const properties = object.children ?? []
  const [last, previous] = [properties.at(-1), properties.at(-2)]
  if (last === undefined) {
    const inside = endOf(object) - 1
    return `${text.slice(0, inside)}${JSON.stringify(name)}: ${json}${text.slice(inside)}`
  }
  const key = last.children?.[0]
  const value = last.children?.[1]
  const colon = key === undefined || value === undefined ? ': ' : text.slice(endOf(key), value.offset)
  const gap =
    previous === undefined
      ? `,${text.slice(object.offset + 1, last.offset) || ' '}`
      : text.slice(endOf(previous), last.offset)
  const end = endOf(last)
  return text.slice(0, end) + gap + JSON.stringify(name) + colon + json + text.slice(end)
}

function rootOf(text: string): Node | undefined {
  if (isTooDeep(text)) return undefined
  const root = parseTree(text)
  return root?.type === 'object' ? root : undefined
}

function endOf({ offset, length }: Node): number {
  return offset + length
}
