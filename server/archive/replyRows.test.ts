import { assert, property } from 'fast-check'
import { parse } from 'papaparse'
import { describe, expect, it } from 'vitest'
import { csvFile, jsonLinesFile } from './replyRows.ts'
import { sessionFiles } from './sessionFile.testing.ts'

describe('replies as rows', () => {
  it('are the same cells in CSV, read by a reader that is not ours, as in JSON lines', () => {
    assert(
      property(sessionFiles, (file) => {
        const lines = jsonLinesFile(file).split('\n').slice(0, -1)
        const rows = lines.map((line) => JSON.parse(line) as Record<string, string | number | null>)
        const { data, errors, meta } = parse<Record<string, string>>(csvFile(file), {
          header: true,
          delimiter: ',',
          newline: '\r\n',
          skipEmptyLines: true,
        })
        expect(errors).toEqual([])
        expect(data).toHaveLength(rows.length)
        for (const [index, row] of rows.entries()) {
          expect(meta.fields).toEqual(Object.keys(row))
          for (const [name, value] of Object.entries(row)) {
            const cell = data[index]?.[name]
            const text = value === null ? '' : String(value)
            // A formula is no longer one (OWASP, "CSV Injection").
            expect([name, cell === text || cell === `'${text}`]).toEqual([name, true])
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})
