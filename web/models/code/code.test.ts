import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aiQuery, sqlText } from './aiQuery.ts'
import type { CodeCall } from './codeCall.ts'
import { codeLanguages } from './codeLanguages.ts'
import { bashWord, curl } from './curl.ts'
import { databricksSdk } from './databricksSdk.ts'
import { javaScriptLiteral } from './javaScriptLiteral.ts'
import { langChain } from './langChain.ts'
import { openAiNode } from './openAiNode.ts'
import { openAiPython } from './openAiPython.ts'
import { writtenJson } from './quotedText.ts'

/** Python's literals are read by a real Python in `e2e/clients`, where there is one. */

const chat: CodeCall = {
  origin: 'http://localhost:3000',
  endpoint: 'echo',
  task: 'llm/v1/chat',
  body: { messages: [{ role: 'user', content: 'What is a mixture of experts model?' }], max_tokens: 256 },
  isStreamed: false,
}

function text(code: ReturnType<typeof curl>): string {
  if (code.type === 'impossible') throw new Error(code.reason)
  return code.text
}

/** What bash hands to a program called with these words. */
function throughBash(command: string, environment: Record<string, string> = {}): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  return execFileSync('bash', ['--norc', '-c', script], { env: environment }).toString().split('\0').slice(0, -1)
}

const hard = 'it\'s "$HOME" `ls` $(id) \\ \\n ${x} {{y}} !! %s\n\t\r\u0000\u2028\u202e😀👩‍👧 é ا '

describe('the curl command', () => {
  it('is the call of the documentation', () => {
    expect(text(curl(chat))).toBe(`curl -sS \\
  -u "token:\${DATABRICKS_TOKEN:-none}" \\
  -H 'Content-Type: application/json' \\
  -d '{
  "messages": [
    {
      "role": "user",
      "content": "What is a mixture of experts model?"
    }
  ],
  "max_tokens": 256
}' \\
  "\${DATABRICKS_HOST:-http://localhost:3000}/serving-endpoints/echo/invocations"
`)
  })

  it('hands curl the same body whatever it holds, and the address and token of the environment', () => {
    const body = { messages: [{ role: 'user', content: hard }], [hard]: [null, true, 1e21, -0.5] }
    const call = { ...chat, endpoint: 'a b$(id)!"\'/ü', body, isStreamed: true }
    const words = throughBash(text(curl(call)), { DATABRICKS_HOST: 'https://w.example', DATABRICKS_TOKEN: 'a"b $c' })
    expect(words).toContain('token:a"b $c')
    expect(JSON.parse(words[words.indexOf('-d') + 1] ?? '')).toEqual({ ...body, stream: true })
    expect(words.at(-1)).toBe("https://w.example/serving-endpoints/a%20b%24(id)%21%22'%2F%C3%BC/invocations")
    expect(throughBash(text(curl(call)))).toContain('token:none')
  })

  it('quotes every text so that bash gives it back', () => {
    const value = fc.string({ unit: 'binary', maxLength: 30 }).map((found) => found.replaceAll('\0', '').toWellFormed())
    fc.assert(
      fc.property(fc.array(value, { minLength: 20, maxLength: 20 }), (texts) => {
        expect(throughBash(`curl ${texts.map(bashWord).join(' ')}`)).toEqual(texts)
      }),
      { numRuns: 20 },
    )
  })
})

describe('a literal', () => {
  it('is JSON that says the same and shows what it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const written = writtenJson(value)
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(written).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u2028]/)
      }),
    )
  })

  it('is JavaScript that Node reads as the same value', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 30, maxLength: 30 }), (values) => {
        const script = `console.log(JSON.stringify(${javaScriptLiteral(values)}))`
        const read = execFileSync(process.execPath, ['--input-type=module', '-'], { input: script }).toString()
        expect(JSON.parse(read)).toEqual(JSON.parse(JSON.stringify(values)))
      }),
      { numRuns: 8 },
    )
    const tricky: unknown = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "a-b": 3, "": 4}')
    const script = `console.log(JSON.stringify(${javaScriptLiteral(tricky)}))`
    const read = execFileSync(process.execPath, ['--input-type=module', '-'], { input: script }).toString()
    expect(read.trim()).toBe('{"__proto__":{"a":1},"constructor":2,"a-b":3,"":4}')
  })

  it('is SQL without a quote, a line or a variable of its own', () => {
    expect(sqlText(`it's "x" \\n\n\${y} {{z}}`)).toBe(String.raw`'it\'s "x" \\n\n\u0024{y} {\u007bz}}'`)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const literal = sqlText(value)
        expect(literal).toMatch(/^'(?:[^'\\]|\\.)*'$/)
        expect(literal).not.toMatch(/\$\{|\{\{|[\n\r]/)
        expect(readSqlText(literal)).toBe(value.toWellFormed())
      }),
    )
  })
})

/** As Spark unescapes a literal (ParserUtils.unescapeSQLString). */
function readSqlText(literal: string): string {
  const simple: Record<string, string> = { n: '\n', r: '\r', t: '\t' }
  return literal
    .slice(1, -1)
    .replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gs, (_all, hex?: string, character?: string) =>
      hex === undefined ? (simple[character ?? ''] ?? character ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
    )
}

describe('the code for OpenAI’s Python client', () => {
  it('is the call of the documentation', () => {
    expect(text(openAiPython(chat))).toContain(`answer = client.chat.completions.create(
    model="echo",
    messages=[{"role": "user", "content": "What is a mixture of experts model?"}],
    max_tokens=256,
)
print(answer.choices[0].message.content)
`)
  })

  it('puts fields the client has no argument for into extra_body, also those that would be its own arguments', () => {
    const body = { ...chat.body, model: 'other', stream: true, top_k: 5, stop: null, timeout: 1, extra_body: { a: 1 } }
    const written = text(openAiPython({ ...chat, body }))
    expect(written).toContain('stop=None')
    expect(written).toContain('extra_body={"top_k": 5, "timeout": 1, "extra_body": {"a": 1}}')
    expect(written).not.toContain('other')
    expect(written).not.toContain('stream')
  })
})

describe('the code for the Databricks SDK', () => {
  it('asks with query where that can say the call', () => {
    const body = { ...chat.body, stop: 'END', top_k: 3 }
    const written = text(databricksSdk({ ...chat, body }))
    expect(written).toContain('answer = w.serving_endpoints.query(\n    name="echo",')
    expect(written).toContain('role=ChatMessageRole.USER')
    expect(written).toContain('stop=["END"]')
    expect(written).toContain('extra_params={"top_k": "3"}')
  })

  it.each([
    ['streams', { isStreamed: true }],
    ['has tools', { body: { ...chat.body, tools: [] } }],
    ['holds an image', { body: { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] } }],
    ['holds a null', { body: { ...chat.body, max_tokens: null } }],
    ['holds a text that the server would read as a number', { body: { ...chat.body, user: '12' } }],
  ])('uses the SDK’s OpenAI client when the call %s', (_what, change) => {
    expect(text(databricksSdk({ ...chat, ...change }))).toContain('.get_open_ai_client()')
  })

  it('sends a custom model its payload', () => {
    const custom = { ...chat, task: 'custom' as const }
    const split = { dataframe_split: { columns: ['a'], data: [[1]] } }
    expect(text(databricksSdk({ ...custom, body: split }))).toContain('dataframe_split=DataframeSplitInput(')
    expect(text(databricksSdk({ ...custom, body: { ...split, params: { a: 1 } } }))).toContain('w.api_client.do(')
  })
})

describe('the code for LangChain', () => {
  it('uses its message classes for plain texts and OpenAI’s shape for others', () => {
    const system = { role: 'system', content: 'Be brief.' }
    const plain = text(langChain({ ...chat, body: { messages: [system, { role: 'user', content: 'Hi' }] } }))
    expect(plain).toContain('messages = [SystemMessage(content="Be brief."), HumanMessage(content="Hi")]')
    expect(plain).toContain('import HumanMessage, SystemMessage')
    const tool = { role: 'tool', tool_call_id: '1', content: '2' }
    expect(text(langChain({ ...chat, body: { messages: [tool] } }))).toContain('"tool_call_id": "1"')
  })

  it('hands unknown fields to OpenAI’s client in the way it takes them', () => {
    const body = { ...chat.body, top_p: 0.5, top_k: 3 }
    expect(text(langChain({ ...chat, body }))).toContain('extra_params={"top_p": 0.5, "extra_body": {"top_k": 3}}')
  })
})

describe('the SQL', () => {
  it('is one ai_query', () => {
    const body = { ...chat.body, temperature: 0.5, stop: ['a'], response_format: { type: 'json_object' } }
    expect(text(aiQuery({ ...chat, body }))).toBe(`SELECT ai_query(
  'echo',
  'What is a mixture of experts model?',
  modelParameters => named_struct(
    'max_tokens', 256,
    'temperature', 0.5,
    'stop', array('a')
  ),
  responseFormat => 'json_object'
) AS answer
`)
  })

  it.each([
    [
      'a system prompt',
      {
        messages: [
          { role: 'system', content: 'a' },
          { role: 'user', content: 'b' },
        ],
      },
    ],
    ['an image', { messages: [{ role: 'user', content: [] }] }],
    ['tools', { messages: [{ role: 'user', content: 'b' }], tools: [{}] }],
    ['several answers', { messages: [{ role: 'user', content: 'b' }], n: 2 }],
    ['a field without a type', { messages: [{ role: 'user', content: 'b' }], stop: [] }],
  ])('says why it cannot say %s', (_what, body) => {
    expect(aiQuery({ ...chat, body }).type).toBe('impossible')
  })
})

it('is written for Node with every field beside the others', () => {
  const written = text(openAiNode({ ...chat, body: { ...chat.body, top_k: 3 }, isStreamed: true }))
  expect(written).toContain('top_k: 3')
  expect(written).toContain('for await (const chunk of answer)')
})

it('never holds a token, and every language reads host and token from the environment', () => {
  for (const { id, write } of codeLanguages.filter((language) => language.id !== 'ai-query')) {
    expect(text(write(chat)), `in ${id}`).toContain('DATABRICKS_HOST')
    expect(text(write(chat)), `in ${id}`).toContain('DATABRICKS_TOKEN')
  }
})
