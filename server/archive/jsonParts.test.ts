import { assert, asyncProperty, integer, json } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonParts, type PartsCount } from './jsonParts.ts'

async function* cut(text: string, size: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

async function partsOf(text: string, size = 1 << 16) {
  const count: PartsCount = { scalars: 0 }
  const parts: string[] = []
  for await (const { bytes, what, isElement } of jsonParts(cut(text, size), count))
    parts.push(`${isElement ? '- ' : ''}${what}: ${Buffer.from(bytes).toString()}`)
  return { parts, ...count }
}

describe('jsonParts', () => {
  it('gives the elements of a list, values of lines, and a value by itself, wherever the bytes are cut', async () => {
    const cases: [string, string[], number][] = [
      ['{"a":[1,{"b":"}]\\""}]}', ['The file: {"a":[1,{"b":"}]\\""}]}'], 0],
      [
        ' [ {"a":1} ,\n[2,"]"],3, "x,]" ,null] \n',
        ['- Entry 1 of the list in the file: {"a":1}', '- Entry 2 of the list in the file: [2,"]"]'],
        3,
      ],
      [
        '{"a":1}\n\n{"b":\n{"c":3}\r\n7',
        ['The file: {"a":1}', 'Line 3 of the file: {"b":', 'Line 4 of the file: {"c":3}', 'Line 5 of the file: 7'],
        0,
      ],
      [
        '{"a":1}\n{"b":"x\n{"c":3}',
        ['The file: {"a":1}', 'Line 2 of the file: {"b":"x', 'Line 3 of the file: {"c":3}'],
        0,
      ],
      ['{\n"a":1}\n{\n"b":2}', ['The file: {\n"a":1}', 'Line 3 of the file: {\n"b":2}'], 0],
      ['[]{"a":1}', ['Line 1 of the file: {"a":1}'], 0],
      ['{"a":"é\\u00e9 𝄞"}', ['The file: {"a":"é\\u00e9 𝄞"}'], 0],
      ['  \n', [], 0],
    ]
    for (const [text, parts, scalars] of cases)
      for (const size of [1, 2, 3, 7, 1000])
        expect([size, await partsOf(text, size)]).toEqual([size, { parts, scalars }])
  })

  it('gives back every list of whatever values, written narrow or wide', async () => {
    await assert(
      asyncProperty(json(), json(), integer({ min: 1, max: 9 }), async (one, two, size) => {
        const values = [JSON.parse(one), [JSON.parse(two)], { two }] as unknown[]
        const isScalar = (value: unknown) => typeof value !== 'object' || value === null
        for (const space of [0, 1]) {
          const { parts, scalars } = await partsOf(JSON.stringify(values, null, space), size)
          expect(
            parts.map((part) => JSON.parse(part.replace(/^- Entry \d of the list in the file: /, '')) as unknown),
          ).toEqual(values.filter((value) => !isScalar(value)))
          expect(scalars).toBe(values.filter(isScalar).length)
        }
      }),
    )
  })

  it('says of a list without an end that it is cut, after what was whole', async () => {
    const parts: string[] = []
    const reading = async () => {
      for await (const { bytes } of jsonParts(cut('[{"a":1},{"b":2}', 5), { scalars: 0 })) parts.push(String(bytes))
    }
    await expect(reading()).rejects.toThrow('The file is cut: its end is missing.')
    expect(parts).toEqual(['{"a":1}', '{"b":2}'])
  })
})
