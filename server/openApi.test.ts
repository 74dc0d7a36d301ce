import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  dictionary,
  double,
  integer,
  jsonValue,
  oneof,
  option,
  record,
  string,
  stringMatching,
  uuid,
  type Arbitrary,
} from 'fast-check'
import type { InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { operations } from './contract/operations.ts'
import { startTestApp, type TestApp } from './testApp.testing.ts'

type Schema = Record<string, unknown>
interface Operation {
  summary?: string
  parameters: { name: string; in: 'path' | 'query'; schema: Schema }[]
  requestBody?: { content: Record<string, { schema?: Schema }> }
}
type Document = { paths: Record<string, Record<string, Operation>> }

describe('openapi.json', () => {
  let test: TestApp
  beforeEach(async () => {
    test = await startTestApp()
  })
  afterEach(() => test.close())

  // Our own document, of the shape above.
  const read = async () => (await test.call('GET', '/openapi.json')).json as unknown as Document

  it('describes every route, and none that is not there', async () => {
    const { paths } = await read()
    const listed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(listed.filter((route) => !operations.has(route))).toEqual([])
    expect([...operations.keys()].filter((route) => !listed.includes(route))).toEqual([])
  })

  it('holds what the routes parse with', async () => {
    const { paths } = await read()
    const body = paths['/api/2.0/serving-endpoints']?.['post']?.requestBody?.content['application/json']?.schema
    expect(body).toMatchObject({ type: 'object', required: ['name'], properties: { config: { type: 'object' } } })
    expect(paths['/api/sessions/{id}']?.['get']?.parameters).toMatchObject([{ in: 'path', schema: { format: 'uuid' } }])
  })

  it('yields no failure of our own, whatever is sent', { timeout: 120_000 }, async () => {
    const { paths } = await read()
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods)) {
        // It looks at ports of this machine, where anybody may listen.
        if (path === '/api/endpoints/discover') continue
        await assert(
          asyncProperty(requestOf(method, path, operation), async (request) => {
            const { statusCode, body } = await test.app.inject(request)
            expect({ statusCode, body }).toSatisfy((answer: { statusCode: number }) => answer.statusCode < 500)
          }),
          fuzzing(),
        )
      }
  })

  it('calls what a model of this machine refuses a mistake of the caller', async () => {
    const answer = await test.call('POST', '/serving-endpoints/echo/invocations', { input: [''] })
    expect(answer).toMatchObject({ status: 400, json: { error_code: 'BAD_REQUEST' } })
  })
})

/** FUZZ_RUNS asks for more for each route; FUZZ_SEED repeats what was found. */
function fuzzing(): { numRuns: number; seed?: number } {
  const { FUZZ_RUNS: runs = 15, FUZZ_SEED: seed } = process.env
  return { numRuns: Number(runs), ...(seed === undefined ? {} : { seed: Number(seed) }) }
}

function requestOf(method: string, path: string, operation: Operation): Arbitrary<InjectOptions> {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query')
  const names = oneof(constant('echo'), string({ minLength: 1, maxLength: 20, unit: 'binary' }))
  const values = (parameters: typeof inPath) =>
    record(Object.fromEntries(parameters.map(({ name, schema }) => [name, oneof(textOf(schema), names)])))
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const body = oneof(
    { weight: 4, arbitrary: valueOf(content?.schema ?? {}).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: jsonValue().map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: string() },
  )
  return record({ path: values(inPath), query: values(inQuery), body }).map((made): InjectOptions => {
    let url = path
    for (const [name, value] of Object.entries(made.path)) url = url.replace(`{${name}}`, () => encode(value))
    const query = Object.entries(made.query).map(([name, value]) => `${name}=${encode(value)}`)
    return {
      method: method.toUpperCase(),
      url: query.length === 0 ? url : `${url}?${query.join('&')}`,
      headers: { host: 'localhost:3000', ...(type === undefined ? {} : { 'content-type': type }) },
      ...(type === undefined ? {} : { payload: made.body }),
    }
  })
}

/** Half a surrogate pair has no UTF-8. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function textOf(schema: Schema): Arbitrary<string> {
  return valueOf(schema).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
}

/** Values that fit a JSON Schema, with one in eight that does not. */
function valueOf(schema: Schema): Arbitrary<unknown> {
  return oneof({ weight: 7, arbitrary: fitting(schema) }, { weight: 1, arbitrary: jsonValue() })
}

function fitting(schema: Schema): Arbitrary<unknown> {
  const {
    type,
    anyOf,
    oneOf,
    allOf,
    properties = {},
    items = {},
    required = [],
  } = schema as {
    type?: string
    anyOf?: Schema[]
    oneOf?: Schema[]
    allOf?: Schema[]
    properties?: Record<string, Schema>
    items?: Schema
    required?: string[]
  }
  const choices = anyOf ?? oneOf ?? allOf
  if (choices !== undefined) return oneof(...choices.map(valueOf))
  if ('const' in schema) return constant(schema['const'])
  if (Array.isArray(schema['enum'])) return constantFrom(...(schema['enum'] as unknown[]))
  switch (type) {
    case 'object': {
      const fields = Object.entries(properties).map(([name, field]): [string, Arbitrary<unknown>] => [
        name,
        required.includes(name) ? valueOf(field) : option(valueOf(field), { nil: undefined }),
      ])
      return fields.length === 0
        ? dictionary(string(), jsonValue(), { maxKeys: 3 })
        : record(Object.fromEntries(fields))
    }
    case 'array':
      return array(valueOf(items), { maxLength: 3 })
    case 'string':
      if (schema['format'] === 'uuid') return uuid()
      if (typeof schema['pattern'] === 'string')
        return oneof(constant('echo'), stringMatching(new RegExp(schema['pattern'])), string())
      return oneof(constantFrom('echo', 'http://127.0.0.1:1/v1', 'custom', 'openai'), string({ unit: 'binary' }))
    case 'integer':
      return oneof(integer(), integer({ min: 0, max: 5 }))
    case 'number':
      return double()
    case 'boolean':
      return boolean()
    case 'null':
      return constant(null)
    default:
      return jsonValue()
  }
}
