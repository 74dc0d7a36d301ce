import { readFileSync } from 'node:fs'
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import { addUpstream, startPlayground } from '../process/playgroundProcess.ts'
import type { Figure } from './figure.ts'
import type { Stage } from './stage.ts'
import { median, quantile } from './statistics.ts'
import { invocationsPath, openAiTarget, ourTarget, type Target } from './targets/target.ts'

const endless = 'flood'
const held = 'rate:50,tokens:100000'
const stops = 30

/** What a server costs that nobody reads, and how fast it lets go. Memory is VmRSS, so this needs Linux. */
export const P12: Figure = {
  id: 'P12',
  what: '16 stalled readers on an endless upstream: memory; stop → upstream closed, p99; idle memory; start → first answer',
  goal: '+ ≤ 32 MB; ≤ 50 ms; ≤ 120 MB; ≤ 500 ms',
  async measure(stage) {
    const start = await startToFirstAnswer(stage)
    const stalled = await stalledReaders(stage, (port) => openRun(port, runOf(endless)))
    const stalledInvocations = await stalledReaders(stage, (port) => openInvocation(port, endless))
    const msToClosed = await stopToClosed(stage)
    const p99 = quantile(msToClosed, 0.99)
    const msToLeft = await leaveToClosed(stage)
    const leftP99 = quantile(msToLeft, 0.99)
    return {
      summary: `+${stalled.toFixed(0)} MB, invocations +${stalledInvocations.toFixed(0)} MB; stop ${median(msToClosed).toFixed(1)} ms p50, ${p99.toFixed(1)} ms p99, caller of an invocation left ${median(msToLeft).toFixed(1)} ms p50, ${leftP99.toFixed(1)} ms p99; idle ${start.idleMegabytes.toFixed(0)} MB; first answer after ${start.ms.toFixed(0)} ms`,
      isReached:
        Math.max(stalled, stalledInvocations) <= 32 &&
        Math.max(p99, leftP99) <= 50 &&
        start.idleMegabytes <= 120 &&
        start.ms <= 500,
      raw: { start, stalled, stalledInvocations, msToClosed, msToLeft },
    }
  },
}

/** From starting the process to the first text of an answer, on a data folder that already knows the upstream. */
async function startToFirstAnswer({
  simulator,
  cores,
}: Stage): Promise<{ ms: number; idleMegabytes: number; all: number[] }> {
  const pinned = cores.system === undefined ? {} : { cores: cores.system }
  const first = await startPlayground(pinned)
  await addUpstream(first, { url: simulator.url, models: [held, endless] })
  await first.stop()
  const all: number[] = []
  let idleMegabytes = 0
  for (let round = 0; round < 5; round += 1) {
    const startedAt = performance.now()
    const playground = await startPlayground({ ...pinned, dataFolder: first.dataFolder, port: first.port })
    const run = runOf(held)
    const answer = await openRun(playground.port, run)
    await firstText(answer)
    all.push(performance.now() - startedAt)
    await stopRun(playground.port, run.id)
    answer.destroy()
    await wait(2000)
    idleMegabytes = residentMegabytes(playground.pid)
    await playground.stop('SIGKILL')
  }
  return { ms: median(all), idleMegabytes, all }
}

/** Sixteen answers that nobody reads. */
async function stalledReaders(
  { simulator, cores }: Stage,
  open: (port: number) => Promise<IncomingMessage>,
): Promise<number> {
  const playground = await startPlayground(cores.system === undefined ? {} : { cores: cores.system })
  await addUpstream(playground, { url: simulator.url, models: [endless] })
  await wait(1500)
  const before = residentMegabytes(playground.pid)
  const answers = await Promise.all(Array.from({ length: 16 }, () => open(playground.port)))
  let peak = before
  for (let sample = 0; sample < 12; sample += 1) {
    await wait(500)
    peak = Math.max(peak, residentMegabytes(playground.pid))
  }
  for (const answer of answers) answer.destroy()
  await playground.stop('SIGKILL')
  return peak - before
}

async function stopToClosed({ simulator, playground }: Stage): Promise<number[]> {
  await simulator.control('record', 'on')
  const all: number[] = []
  for (let round = 0; round < stops; round += 1) {
    await simulator.control('reset')
    const run = runOf(held)
    const answer = await openRun(playground.port, run)
    await firstText(answer)
    const stoppedAtUs = Number(process.hrtime.bigint() / 1000n)
    await stopRun(playground.port, run.id)
    all.push(((await closedAtUs(simulator)) - stoppedAtUs) / 1000)
    answer.destroy()
  }
  await simulator.control('record', 'off')
  return all
}

/** The caller of an invocation closes its connection: that is its stop. */
async function leaveToClosed({ simulator, playground }: Stage): Promise<number[]> {
  await simulator.control('record', 'on')
  const all: number[] = []
  for (let round = 0; round < stops; round += 1) {
    await simulator.control('reset')
    const answer = await openInvocation(playground.port, held)
    await firstText(answer, openAiTarget('invocations', ''))
    const leftAtUs = Number(process.hrtime.bigint() / 1000n)
    answer.destroy()
    all.push(((await closedAtUs(simulator)) - leftAtUs) / 1000)
  }
  await simulator.control('record', 'off')
  return all
}

async function closedAtUs(simulator: Stage['simulator']): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { connections } = await simulator.connections()
    const closed = connections.find((connection) => connection.closedAtUs !== undefined)?.closedAtUs
    if (closed !== undefined) return closed
    await wait(10)
  }
  return Number.POSITIVE_INFINITY
}

function runOf(model: string): { id: string; body: string } {
  const { body } = ourTarget('').request(model)
  const run: { id: string } = JSON.parse(body)
  return { id: run.id, body }
}

async function openRun(port: number, run: { body: string }): Promise<IncomingMessage> {
  return await post(port, '/api/runs', run.body)
}

async function openInvocation(port: number, model: string): Promise<IncomingMessage> {
  const { path, body } = openAiTarget('invocations', '', { path: invocationsPath }).request(model)
  return await post(port, path, body)
}

/** The answer's head is here; its body is not read before someone asks for it. */
async function post(port: number, path: string, body: string): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const sent: ClientRequest = httpRequest(
      { host: '127.0.0.1', port, path, method: 'POST', agent: false, headers: jsonHeaders },
      resolve,
    )
    sent.once('error', reject)
    sent.end(body)
  })
}

const jsonHeaders = { 'content-type': 'application/json' }

/** The run's own first frame comes before its upstream is asked, so bytes alone say nothing. */
async function firstText(answer: IncomingMessage, target: Target = ourTarget('')): Promise<void> {
  let text = ''
  await new Promise<void>((resolve, reject) => {
    answer.on('data', (bytes: Buffer) => {
      text += bytes.toString()
      if (target.hasText(text)) resolve()
    })
    answer.once('close', () => reject(new Error(`closed without text: ${text.slice(0, 300)}`)))
  })
}

async function stopRun(port: number, id: string): Promise<void> {
  const answer = await request(`http://127.0.0.1:${port}/api/runs/${id}/stop`, {
    method: 'POST',
    headers: jsonHeaders,
    body: '{}',
  })
  await answer.body.dump()
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}
