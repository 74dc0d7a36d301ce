import { describe, expect, it } from 'vitest'
import { cutToBytes, parseRetryAfter } from './answerFailure.ts'
import { providerWords } from './providerWords.ts'

describe('providerWords', () => {
  it.each([
    [
      'OpenAI',
      '{"error":{"message":"Wrong key","type":"invalid_request_error","code":"invalid_api_key"}}',
      'Wrong key',
    ],
    [
      'Databricks',
      '{"error_code":"BAD_REQUEST","message":"Bad request: json: unknown field \\"inputs\\""}',
      'Bad request: json: unknown field "inputs"',
    ],
    [
      'Databricks around another provider',
      '{"error_code":"BAD_REQUEST","message":"{\\"error\\":\\"Upstream error: x\\"}"}',
      'Upstream error: x',
    ],
    ['Anthropic', '{"type":"error","error":{"type":"not_found_error","message":"model: x"}}', 'model: x'],
    [
      'Gemini',
      '[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}]',
      'API key not valid',
    ],
    ['FastAPI', '{"detail":[{"loc":["body","temperature"],"msg":"too hot","type":"x"}]}', 'body.temperature: too hot'],
    ['FastAPI, plainly', '{"detail":"Not Found"}', 'Not Found'],
    ['Ollama', '{"error":"model \\"x\\" not found"}', 'model "x" not found'],
    [
      'OAuth',
      '{"error":"invalid_client","error_description":"Client authentication failed"}',
      'Client authentication failed',
    ],
    ['a code alone', '{"error":{"code":"rate_limit"}}', 'rate_limit'],
    ['plain text', ' Too many requests\n', 'Too many requests'],
    [
      'an HTML page',
      '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body>',
      '502 Bad Gateway · nginx',
    ],
    ['HTML without a title', '<p>Go <b>away</b><script>alert(1)</script></p>', 'Go away'],
    ['nothing', '', ''],
    ['JSON without words', '{"a":{}}', '{"a":{}}'],
    ['JSON that is cut', '{"error":{"mess', '{"error":{"mess'],
  ])('finds the words of %s', (_, body, words) => {
    expect(providerWords(body)).toBe(words)
  })

  it('gives up on JSON nested to no end', () => {
    const deep = `${'{"error":'.repeat(5000)}"x"${'}'.repeat(5000)}`
    expect(providerWords(deep)).toContain('{"error":')
  })
})

it.each([
  [{ 'retry-after': '12' }, 12_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('reads Retry-After in %j', (headers: Record<string, string>, ms) => {
  expect(parseRetryAfter(headers, new Date('2026-11-22T12:00:00Z'))).toBe(ms)
})

it('cuts text between characters', () => {
  const cut = cutToBytes('漢'.repeat(2000), 4096)
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(4096)
  expect(cut).toMatch(/^漢+…$/)
  expect(cutToBytes('short', 4096)).toBe('short')
})
