import { expect, it } from 'vitest'
import { createJobs } from './jobs.ts'

function setUp() {
  const seen: unknown[] = []
  const later: (() => void)[] = []
  let now = 0
  const jobs = createJobs({
    onDone: (id, result) => seen.push([id, result]),
    onFailed: (id, error) => seen.push([id, String(error)]),
    later: (run) => later.push(run),
    nowMs: () => (now += 5),
  })
  const turn = () => later.shift()?.()
  return { jobs, seen, turn, waiting: later }
}

function* counting(to: number, log: string[] = [], name = ''): Generator<void, string> {
  for (let at = 0; at < to; at++) {
    log.push(name)
    yield
  }
  return `${name}${to}`
}

it('lets messages in between slices and goes on until all is done', () => {
  const { jobs, seen, turn, waiting } = setUp()
  jobs.add({ id: 1, urgency: 1, steps: counting(5) })
  turn()
  expect(seen).toEqual([])
  while (waiting.length > 0) turn()
  expect(seen).toEqual([[1, '5']])
})

it('does the urgent first, of equals the newer', () => {
  const { jobs, turn, waiting } = setUp()
  const log: string[] = []
  jobs.add({ id: 1, urgency: 2, steps: counting(2, log, 'a') })
  jobs.add({ id: 2, urgency: 2, steps: counting(2, log, 'b') })
  jobs.add({ id: 3, urgency: 0, steps: counting(2, log, 'c') })
  while (waiting.length > 0) turn()
  expect(log.join('')).toBe('ccbbaa')
})

it('drops what was cancelled and survives what fails', () => {
  const { jobs, seen, turn, waiting } = setUp()
  jobs.add({ id: 1, urgency: 0, steps: counting(9) })
  jobs.cancel(1)
  // oxlint-disable-next-line require-yield -- it fails before it could
  const failing = (function* (): Generator<void, never> {
    throw new Error('broken')
  })()
  jobs.add({ id: 2, urgency: 0, steps: failing })
  while (waiting.length > 0) turn()
  expect(seen).toEqual([[2, 'Error: broken']])
})
