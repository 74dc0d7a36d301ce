import { readFileSync } from 'node:fs'

export interface Counts {
  passed: number
  failed: number
  /** Why something that did not fail by itself counts as failed. */
  remarks: string[]
}

interface VitestReport {
  success: boolean
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: { message?: string }[]
}

/** Reads what a suite reported. A suite that ran nothing, left no report or skipped a test has failed. */
export function vitestCounts(file: string, isOk: boolean): Counts {
  return counted('vitest', isOk, () => {
    const report: VitestReport = JSON.parse(readFileSync(file, 'utf8'))
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  })
}

export function playwrightCounts(file: string, isOk: boolean): Counts {
  return counted('playwright', isOk, () => {
    const { stats }: PlaywrightReport = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  })
}

function counted(name: string, isOk: boolean, read: () => { passed: number; failed: number; skipped: number }): Counts {
  let found: ReturnType<typeof read>
  try {
    found = read()
  } catch {
    return { passed: 0, failed: 1, remarks: [`${name} left no report`] }
  }
  const remarks: string[] = []
  let { failed } = found
  if (found.skipped > 0) {
    failed += found.skipped
    remarks.push(`${name} skipped ${found.skipped}: a skipped test counts as failed`)
  }
  if (found.passed + failed === 0) {
    failed = 1
    remarks.push(`${name} ran no test`)
  }
  if (!isOk && failed === 0) {
    failed = 1
    remarks.push(`${name} failed outside a test`)
  }
  return { passed: found.passed, failed, remarks }
}
