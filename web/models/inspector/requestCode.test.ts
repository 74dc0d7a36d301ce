import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SentRequest } from '../../../server/contract/invocation.ts'
import { bashWord, curlCommand, keyVariable, nodeCode, pythonCode } from './requestCode.ts'

const request: SentRequest = {
  method: 'POST',
  url: 'https://api.example.com/v1/chat/completions',
  headers: { 'content-type': 'application/json', authorization: 'Bearer •••wxyz', 'content-length': '10' },
  body: JSON.stringify({
    model: 'm',
    messages: [{ role: 'user', content: 'it\'s $HOME `ls` \\ "quoted"\n!' }],
    stream: true,
    top_k: 5,
    stop: null,
  }),
}

/** What bash hands to a program called with these words. */
function throughBash(command: string, environment: Record<string, string>): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  return execFileSync('bash', ['--norc', '-c', script], { env: environment }).toString().split('\0').slice(0, -1)
}

describe('the curl command', () => {
  it('hands curl the same address, headers and body, with the key from the environment', () => {
    const words = throughBash(curlCommand(request, 'EXAMPLE_API_KEY'), { EXAMPLE_API_KEY: 'sk "1" $x', HOME: '/x' })
    expect(words).toContain('https://api.example.com/v1/chat/completions')
    expect(words).toContain('authorization: Bearer sk "1" $x')
    expect(words.join(' ')).not.toContain('•')
    expect(words).not.toContain('content-length: 10')
    expect(JSON.parse(words.at(-1) ?? '')).toEqual(JSON.parse(request.body))
  })

  it('quotes every text so that bash gives it back', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.replaceAll('\0', ''))
    fc.assert(
      fc.property(fc.array(text, { minLength: 20, maxLength: 20 }), (texts) => {
        const wellFormed = texts.map((value) => value.toWellFormed())
        expect(throughBash(`curl ${wellFormed.map(bashWord).join(' ')}`, {})).toEqual(wellFormed)
      }),
      { numRuns: 20 },
    )
  })
})

describe('the code for OpenAI clients', () => {
  it('is Python with Python words and unknown fields in extra_body', () => {
    const code = pythonCode(request, 'EXAMPLE_API_KEY')
    expect(code).toContain('base_url="https://api.example.com/v1"')
    expect(code).toContain('os.environ["EXAMPLE_API_KEY"]')
    expect(code).toContain('stop=None')
    expect(code).toContain('stream=True')
    expect(code).toMatch(/extra_body=\{\n {8}"top_k": 5,\n {4}\}/)
  })

  it('is JavaScript with the body as it was', () => {
    const code = nodeCode(request, 'EXAMPLE_API_KEY')
    expect(code).toContain('client.chat.completions.create({')
    expect(code).toContain('process.env.EXAMPLE_API_KEY')
    expect(code).toContain('for await (const event of stream)')
  })

  it('calls what the address is for', () => {
    const embeddings = { ...request, url: 'http://127.0.0.1:1234/v1/embeddings', body: '{"model":"m","input":"x"}' }
    expect(pythonCode(embeddings, 'K')).toContain('client.embeddings.create(')
    expect(nodeCode(embeddings, 'K')).toContain('console.log(answer)')
  })

  it('asks for no key where none was sent', () => {
    expect(pythonCode({ ...request, headers: {} }, 'K')).toContain('api_key="none"')
  })
})

it('names the variable a reader has', () => {
  expect(keyVariable('https://x.cloud.databricks.com/serving-endpoints/a', 'Databricks')).toBe('DATABRICKS_TOKEN')
  expect(keyVariable('https://adb-1.2.azuredatabricks.net/x', 'Databricks')).toBe('DATABRICKS_TOKEN')
  expect(keyVariable('https://api.openai.com/v1', 'OpenAI')).toBe('OPENAI_API_KEY')
  expect(keyVariable('https://api.x.ai/v1', 'Together AI')).toBe('TOGETHER_AI_API_KEY')
  expect(keyVariable('https://x.example', '自')).toBe('API_KEY')
})
