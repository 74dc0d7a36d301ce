import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { playwrightCounts, vitestCounts } from './counts.ts'

function report(value: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'counts-')), 'report.json')
  writeFileSync(file, JSON.stringify(value))
  return file
}

const vitest = { success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
const stats = { expected: 2, unexpected: 0, flaky: 0, skipped: 0 }

describe('counts', () => {
  it('takes a good report as it is', () => {
    expect(vitestCounts(report(vitest), true)).toEqual({ passed: 3, failed: 0, remarks: [] })
    expect(playwrightCounts(report({ stats }), true)).toEqual({ passed: 2, failed: 0, remarks: [] })
  })

  it.each([
    ['a skipped test', { ...stats, skipped: 2 }, true, 2],
    ['a flaky test', { ...stats, flaky: 1 }, true, 1],
    ['no test at all', { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, true, 1],
    ['a bad exit code', stats, false, 1],
  ])('counts %s as failed', (_, stats, isOk, failed) => {
    expect(playwrightCounts(report({ stats }), isOk).failed).toBe(failed)
  })

  it('counts a missing report as failed', () => {
    expect(vitestCounts('/nowhere/report.json', true)).toMatchObject({ passed: 0, failed: 1 })
  })
})
