import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeNpy, encodeNpy } from './npy.ts'
import { readFile } from './readFile.ts'
import { writeFile, type FileContent } from './writeFile.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const read = async (name: string, text: string) =>
  (await readFile(name, bytesOf(text))).map(({ vector, ...row }) => (vector ? { ...row, vector: [...vector] } : row))

const content: FileContent = {
  texts: [{ text: 'A "quoted", text', label: 'x' }, { text: 'two\nlines 🙂' }, { text: 'no vector', label: 'y' }],
  values: Float32Array.of(0.1, -2, 1e-20, 3, NaN, NaN),
  dimensions: 2,
}

describe('written files', () => {
  it.each(['csv', 'jsonl', 'parquet'] as const)('come back from %s as they were', async (format) => {
    const blob = await writeFile(format, content)
    const rows = await readFile(`vectors.${format}`, new Uint8Array(await blob.arrayBuffer()))
    expect(rows.map(({ text, label }) => ({ text, ...(label !== undefined && { label }) }))).toEqual(content.texts)
    expect(rows.map(({ vector }) => vector && [...vector])).toEqual([
      [Math.fround(0.1), -2],
      [Math.fround(1e-20), 3],
      undefined,
    ])
  })

  it('come back from npy for any shape', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 70 }), async (count, dimensions) => {
        const values = Float32Array.from({ length: count * dimensions }, (_, at) => at / 3)
        const bytes = encodeNpy({ values, count, dimensions })
        expect(decodeNpy(bytes)).toEqual({ values, count, dimensions })
        expect((bytes.length - values.byteLength) % 64).toBe(0)
      }),
    )
  })
})

describe('read files', () => {
  it('find texts, labels and vectors by the usual names', async () => {
    expect(await read('a.csv', 'id,Category,sentence\n1,x,Hello there\n2,y,"a, b"\n')).toEqual([
      { text: 'Hello there', label: 'x' },
      { text: 'a, b', label: 'y' },
    ])
    expect(await read('a.tsv', 'text\tdim_0\tdim_1\nHi\t1\t2.5\n')).toEqual([{ text: 'Hi', vector: [1, 2.5] }])
    expect(await read('a.jsonl', '{"q":"Where?","vector":[1,null]}\n\n"plain"\n[1,2]\n')).toEqual([
      { text: 'Where?', vector: [1, NaN] },
      { text: 'plain' },
      { vector: [1, 2] },
    ])
    expect(await read('a.json', '["a",{"text":"b"}]')).toEqual([{ text: 'a' }, { text: 'b' }])
  })

  it('take a table of one column and plain lines for texts', async () => {
    expect(await read('a.csv', '"The first sentence, with a comma"\n"Another, too"\n')).toHaveLength(2)
    expect(await read('a.csv', 'Just one line')).toEqual([{ text: 'Just one line' }])
    expect(await read('a.csv', 'text\nOne\nTwo\n')).toEqual([{ text: 'One' }, { text: 'Two' }])
    expect(await read('a.txt', 'one\r\n\r\n two \n')).toEqual([{ text: 'one' }, { text: 'two' }])
  })

  it('say what is wrong, and where', async () => {
    await expect(read('a.jsonl', '{}\n{"a":')).rejects.toThrow('Line 2 is not JSON.')
    await expect(read('a.npy', 'x')).rejects.toThrow('not a NumPy file')
    await expect(read('a.json', '{}')).rejects.toThrow('no list')
  })

  it.each([
    ['<f8', 8, (view: DataView) => view.setFloat64(0, 1.5, true)],
    ['>f4', 4, (view: DataView) => view.setFloat32(0, 1.5, false)],
    ['<f2', 2, (view: DataView) => view.setUint16(0, 0x3e00, true)],
  ])('read numpy numbers of type %s', (type, width, write) => {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (1,), }\n`
    const bytes = new Uint8Array(10 + header.length + width)
    bytes.set([0x93, ...bytesOf('NUMPY'), 1, 0, header.length, 0])
    bytes.set(bytesOf(header), 10)
    write(new DataView(bytes.buffer, 10 + header.length))
    expect([...decodeNpy(bytes).values]).toEqual([1.5])
  })
})
