import { z } from 'zod'
import type { SessionDocument } from '../../server/contract/session.ts'
import { sessionFileSchema, type SessionFile } from '../../server/contract/sessionFile.ts'

export interface Filling {
  page: SessionDocument['page']
  /** For each text the schema has; `path` like `invocations.reply.failure.message`. */
  text: (path: string, maxLength: number) => string
  /** For each number without narrow bounds. */
  number: (path: string) => number
}

export const onlyId = '7d3c1c9e-52a1-4f0e-9d5a-1b2c3d4e5f60'
export const onlyTextId = 7

/**
 * A session file with every member the schema has, also those that are added to it one day, filled by the caller. Each list has
 * one item and every id is the same one, so that whatever is named is there.
 */
export function filledSessionFile(filling: Filling): SessionFile {
  // Made by the very schema.
  return valueOf(z.toJSONSchema(sessionFileSchema), [], filling) as SessionFile
}

type JsonSchema = z.core.JSONSchema._JSONSchema

function valueOf(schema: JsonSchema, path: string[], filling: Filling): unknown {
  if (typeof schema === 'boolean') return null
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    const own = choices.find((one) => typeof one === 'object' && pageOf(one) === filling.page)
    return valueOf(own ?? choices[0] ?? false, path, filling)
  }
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const name = path.join('.')
  // `nullable` is written as a list of types.
  switch ([schema.type].flat()[0]) {
    case 'object':
      return objectOf(schema, path, filling)
    case 'array': {
      const { items } = schema
      return items === undefined || Array.isArray(items) ? [] : [valueOf(items, path, filling)]
    }
    case 'string':
      if (schema.format === 'uuid') return onlyId
      if (schema.format === 'date-time') return '2026-03-04T05:06:07.089Z'
      return schema.contentEncoding === 'base64' ? '' : filling.text(name, schema.maxLength ?? Infinity)
    case 'boolean':
      return true
    case 'number':
    case 'integer':
      if (path.at(-1) === 'id') return onlyTextId
      if (schema.maximum !== undefined && schema.maximum < 10_000) return schema.minimum ?? 0
      return filling.number(name)
    default:
      return null
  }
}

function objectOf(schema: Exclude<JsonSchema, boolean>, path: string[], filling: Filling): Record<string, unknown> {
  if (schema.properties !== undefined)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, member]) => [name, valueOf(member, [...path, name], filling)]),
    )
  const { additionalProperties = false, propertyNames } = schema
  const isById = typeof propertyNames === 'object' && propertyNames.format === 'uuid'
  const key = isById ? onlyId : filling.text([...path, 'name'].join('.'), 100)
  return { [key]: valueOf(additionalProperties, path, filling) }
}

function pageOf(schema: Exclude<JsonSchema, boolean>): unknown {
  const { page } = schema.properties ?? {}
  return typeof page === 'object' ? page.const : undefined
}
