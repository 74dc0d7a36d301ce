import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../contract/failure.ts'
import { createEventDecoder } from './eventDecoder.ts'

interface Heard {
  data: string
  event: string | undefined
}

async function decode(chunks: Uint8Array[], isSlow = false): Promise<Heard[]> {
  const heard: Heard[] = []
  const decoder = createEventDecoder({
    label: 'Sim',
    maxEventCharacters: 1000,
    onEvent(data, event) {
      heard.push({ data, event })
      if (isSlow) return Promise.resolve()
    },
  })
  for (const chunk of chunks) await decoder.write(chunk)
  await decoder.end()
  return heard
}

function cutEvery(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
  return chunks
}

// 👩‍🚀 is joined with U+200D, é is e + U+0301: nothing between them may be lost. U+2028 is no line end here.
const events = ['{"a":"é 👩‍🚀 ü 漢字"}', '{"b":"line\\n\\nbreak\\u2028"}', 'two\nlines', '{"c":"x\u2028y"}', '[DONE]']
const stream = (lineEnd: string) =>
  `\n${lineEnd}: a comment${lineEnd}${events
    .map((data) =>
      data
        .split('\n')
        .map((line, index) => (index === 1 ? `data:${line}` : `data: ${line}`))
        .join(lineEnd),
    )
    .join(lineEnd + lineEnd)}${lineEnd}${lineEnd}`

describe('createEventDecoder', () => {
  for (const [name, lineEnd] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const) {
    const bytes = Buffer.from(stream(lineEnd))
    it(`decodes ${name} streams the same, cut at every byte and in pieces of every size (rows 6, 7, 8, 11)`, async () => {
      for (let size = 1; size <= bytes.length; size++)
        expect((await decode(cutEvery(bytes, size))).map(({ data }) => data)).toEqual(events)
      for (let at = 0; at <= bytes.length; at++)
        expect((await decode([bytes.subarray(0, at), bytes.subarray(at)])).map(({ data }) => data)).toEqual(events)
    })
  }

  it('decodes the same where every event is waited for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (size) => {
        expect((await decode(cutEvery(Buffer.from(stream('\n')), size), true)).map(({ data }) => data)).toEqual(events)
      }),
    )
  })

  it('strips one leading BOM, whole or cut, and keeps one in the middle (row 9)', async () => {
    const bytes = Buffer.from('\ufeffdata: a\ufeffb\n\n')
    expect(await decode([bytes])).toEqual([{ data: 'a\ufeffb', event: undefined }])
    expect(await decode(cutEvery(bytes, 1))).toEqual([{ data: 'a\ufeffb', event: undefined }])
  })

  it('passes NUL through as data (row 9)', async () => {
    expect(await decode([Buffer.from('data: a\0b\n\n')])).toEqual([{ data: 'a\0b', event: undefined }])
  })

  it('replaces invalid bytes, and only those (row 7)', async () => {
    const bytes = Buffer.concat([Buffer.from('data: ü'), Buffer.from([0xff, 0xc3]), Buffer.from('漢\n\n')])
    for (let size = 1; size <= bytes.length; size++)
      expect(await decode(cutEvery(bytes, size))).toEqual([{ data: 'ü\ufffd\ufffd漢', event: undefined }])
  })

  it('takes a whole last event without its blank line, and drops a cut one (row 4)', async () => {
    expect(await decode([Buffer.from('data: 1\n\ndata: [DONE]')])).toHaveLength(2)
    expect(await decode([Buffer.from('data: 1\n\ndata: {"a":"b')])).toHaveLength(1)
  })

  it('ends a line that never ends at the limit (row 12)', async () => {
    const chunks = Array.from({ length: 20 }, () => Buffer.from(`data: ${'x'.repeat(100)}`))
    await expect(decode(chunks)).rejects.toBeInstanceOf(FailureError)
  })

  it('does not collect comments and unknown lines (row 12)', async () => {
    const chunks = Array.from({ length: 50 }, () => Buffer.from(`: ${'x'.repeat(100)}`))
    expect(await decode([...chunks, Buffer.from('\ndata: a\n\n')])).toEqual([{ data: 'a', event: undefined }])
  })
})
