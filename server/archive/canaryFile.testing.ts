import { z } from 'zod'
import type { SessionDocument } from '../contract/session.ts'
import { sessionFileSchema, type SessionFile } from '../contract/sessionFile.ts'
import { encodeVectorFrame } from '../contract/vectorFrame.ts'

/**
 * A session file with a word of its own in every text the schema has, also in members that are added to it one day: which of
 * them come out is then a question of looking for words. Every id is the same one, so that what is named is there.
 */
export interface CanaryFile {
  file: SessionFile
  /** Where each word stands: `invocations.reply.failure.message`. */
  paths: Map<string, string>
  /** And each number that has no narrow bounds. */
  numbers: Map<number, string>
}

export const onlyId = '7d3c1c9e-52a1-4f0e-9d5a-1b2c3d4e5f60'
export const onlyTextId = 7

export function canaryFile(page: SessionDocument['page']): CanaryFile {
  const paths = new Map<string, string>()
  const numbers = new Map<number, string>()
  const value = valueOf(z.toJSONSchema(sessionFileSchema), { path: [], page, paths, numbers })
  // Made by the very schema.
  const file = value as SessionFile
  for (const one of file.invocations) {
    one.reply.status = 'failed'
    one.requestBody = JSON.stringify(
      Object.fromEntries(
        ['model', 'prompt', 'instructions', 'user'].map((name) => [name, wordFor(paths, `requestBody.${name}`)]),
      ),
    ).replace(
      /}$/,
      `,"messages":[{"role":"system","content":"${wordFor(paths, 'requestBody.system')}"},{"role":"user","content":"${wordFor(paths, 'requestBody.prompt of the user')}"}]}`,
    )
  }
  const header = { invocationId: onlyId, textIds: [onlyTextId], dimensions: [2] }
  const frame = encodeVectorFrame({ header, values: Float32Array.of(1, 0) })
  for (const set of file.vectors) set.frames = Buffer.from(frame).toString('base64')
  return { file, paths, numbers }
}

interface Making {
  path: string[]
  page: string
  paths: Map<string, string>
  numbers: Map<number, string>
}

type JsonSchema = z.core.JSONSchema._JSONSchema

function valueOf(schema: JsonSchema, making: Making): unknown {
  if (typeof schema === 'boolean') return null
  const { path, page, paths, numbers } = making
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) {
    const own = choices.find((one) => typeof one === 'object' && pageOf(one) === page)
    return valueOf(own ?? choices[0] ?? false, making)
  }
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  // `nullable` is written as a list of types.
  switch ([schema.type].flat()[0]) {
    case 'object': {
      if (schema.properties === undefined) {
        const named = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : false
        const isById = typeof schema.propertyNames === 'object' && schema.propertyNames.format === 'uuid'
        return { [isById ? onlyId : wordFor(paths, `${path.join('.')}.name`)]: valueOf(named, making) }
      }
      return Object.fromEntries(
        Object.entries(schema.properties).map(([name, member]) => [
          name,
          valueOf(member, { ...making, path: [...path, name] }),
        ]),
      )
    }
    case 'array': {
      const { items } = schema
      return items === undefined || Array.isArray(items) ? [] : [valueOf(items, making)]
    }
    case 'string':
      if (schema.format === 'uuid') return onlyId
      if (schema.format === 'date-time') return '2026-03-04T05:06:07.089Z'
      return wordFor(paths, path.join('.'))
    case 'boolean':
      return true
    case 'number':
    case 'integer': {
      if (path.at(-1) === 'id') return onlyTextId
      if (schema.maximum !== undefined && schema.maximum < 10_000) return schema.minimum ?? 0
      const number = 700_000 + numbers.size
      numbers.set(number, path.join('.'))
      return number
    }
    default:
      return null
  }
}

function pageOf(schema: Exclude<JsonSchema, boolean>): unknown {
  const { page } = schema.properties ?? {}
  return typeof page === 'object' ? page.const : undefined
}

function wordFor(paths: Map<string, string>, path: string): string {
  const word = `cnry${paths.size + 100}x`
  paths.set(word, path)
  return word
}
