import { FailureError, type Failure } from '../contract/failure.ts'
import { msRunKept } from '../contract/limits.ts'
import type { InvocationEvent } from '../contract/reply.ts'
import type { JoinRequest, RunRequest } from '../contract/run.ts'
import type { Task } from '../contract/task.ts'
import { createEndedRuns } from './endedRuns.ts'
import { createRecording, type Recording } from './recording.ts'
import { createPane, taskOf, type AskedInvocation, type Pane, type Run } from './run.ts'
import { conflict, internalFailure, noSuchRun, serverClosing, tooManyLive } from './runFailures.ts'
import { createRunLog, type Follower, type Reader, type RunLogOptions } from './runLog.ts'
import { runInvocation, type Patience } from './runInvocation.ts'
import { createRunRecord } from './runRecord.ts'
import { createTextJoiner } from './textJoiner.ts'
import type { InvocationRecorder, ResolveTarget, Target } from './target.ts'

/** Many invocations fanned out together. A run belongs to nobody's connection: it goes on when its reader goes away. */
export interface Runs {
  /** Throws FailureError: conflict, rate-limited, server-closing. */
  start(request: RunStart): void
  /** Throws FailureError: not-found, conflict (ended, or an id that is taken). */
  join(runId: string, request: JoinRequest): void
  /** The named invocations, or all. Ids that are not there or have ended are passed over. Throws not-found. */
  stop(runId: string, invocationIds?: string[]): void
  /** Whether any of its invocations is still under way. */
  isLive(runId: string): boolean
  /** Everything after frame `afterId`, then live. Throws not-found. */
  follow(runId: string, afterId: number, reader: Reader): Follower
  /** Ends every invocation of an endpoint that is no more. */
  endEndpoint(name: string, failure: Failure): void
  /** No new runs; those under way may end by themselves for `msGrace`, then fail as `server-closing`. */
  close(msGrace: number): Promise<void>
}

/** As `POST /api/runs` gives it, or with bodies as text. */
export interface RunStart extends Omit<RunRequest, 'invocations'> {
  invocations: AskedInvocation[]
}

export interface RunsDependencies {
  resolve: ResolveTarget
  recorder: InvocationRecorder
  clock: Clock
  patience?: Partial<Patience>
  log?: Pick<RunLogOptions, 'msWindow' | 'maxUnread' | 'msStalled'>
  msRunKept?: number
  msBetweenSaves?: number
}

interface Clock {
  /** Monotonic: every duration. */
  nowMs: () => number
  /** Wall clock: only to say when. */
  now: () => Date
}

/** One person's machine: far more than 64 panes in several tabs, far fewer than would exhaust it. */
const maxLiveInvocations = 1024

export function createRuns(dependencies: RunsDependencies): Runs {
  const { resolve, recorder, clock, msBetweenSaves = 500 } = dependencies
  const record = createRunRecord({ recorder, now: clock.now, msBetweenSaves })
  const runs = new Map<string, Run>()
  /** Every id of a run that can still be read: a second one would be written into the first one's row. */
  const taken = new Set<string>()
  const ended = createEndedRuns(dependencies.msRunKept ?? msRunKept)
  let liveInvocations = 0
  let isClosing = false
  let onIdle: (() => void) | undefined

  function start(request: RunStart): void {
    if (runs.has(request.id)) throw conflict('This run was started already. Follow its events instead.', 'id')
    admit(request.invocations)
    const run: Run = {
      id: request.id,
      sessionId: request.sessionId ?? null,
      startedAtMs: clock.nowMs(),
      atOnce: request.atOnce ?? Infinity,
      panes: [],
      log: createRunLog({ ...dependencies.log, nowMs: clock.nowMs, onFlush: (items) => record.take(run, items) }),
      hasEnded: false,
      saveTimer: undefined,
    }
    runs.set(run.id, run)
    add(run, request.invocations)
  }

  function join(runId: string, request: JoinRequest): void {
    const run = find(runId)
    if (run.hasEnded) throw conflict('This run has ended. Start a new one.')
    admit(request.invocations)
    add(run, request.invocations)
  }

  function admit(invocations: AskedInvocation[]): void {
    if (isClosing) throw new FailureError(serverClosing())
    const ids = new Set<string>()
    invocations.forEach(({ id }, index) => {
      if (taken.has(id) || ids.has(id))
        throw conflict('Two invocations have the same id. Each needs its own.', `invocations.${index}.id`)
      ids.add(id)
    })
    if (liveInvocations + invocations.length > maxLiveInvocations) throw tooManyLive(maxLiveInvocations)
  }

  function add(run: Run, invocations: AskedInvocation[]): void {
    const requestedAtMs = clock.nowMs()
    const added = invocations.map((request, position) => {
      const task = request.task ?? taskOf(request.body)
      const target = resolveTarget(request.endpoint, task)
      return createPane({ request, index: run.panes.length + position, task, target, requestedAtMs })
    })
    run.panes.push(...added)
    liveInvocations += added.length
    for (const pane of added) taken.add(pane.id)
    run.log.pushItem({ run: run.id, invocationIds: run.panes.map((pane) => pane.id) })
    run.log.flush()
    for (const pane of added) record.begin(run, pane)
    advance(run)
  }

  function resolveTarget(name: string, task: Task): Target | FailureError {
    try {
      return resolve(name, task)
    } catch (error) {
      if (error instanceof FailureError) return error
      return new FailureError(internalFailure(name), { cause: error })
    }
  }

  /** Begins as many as may be under way at once, and tells the others how far they are back in line. */
  function advance(run: Run): void {
    let underWay = 0
    for (const pane of run.panes) if (pane.isBegun && !pane.hasEnded) underWay++
    let ahead = underWay
    for (const pane of run.panes) {
      if (pane.isBegun || pane.hasEnded) continue
      if (underWay < run.atOnce) {
        underWay++
        ahead++
        void begin(run, pane)
      } else {
        if (pane.ahead !== ahead) emit(run, pane, { type: 'queued', atMs: clock.nowMs() - run.startedAtMs, ahead })
        pane.ahead = ahead
        ahead++
      }
    }
  }

  async function begin(run: Run, pane: Pane): Promise<void> {
    pane.isBegun = true
    if (pane.target instanceof FailureError) {
      const { failure } = pane.target
      // Not in this tick: `advance` is still counting.
      await Promise.resolve()
      return endWithout(run, pane, (atMs, timings) => ({ type: 'failed', atMs, timings, failure }))
    }
    const recording = await runInvocation({
      served: pane.target.served,
      fallbacks: pane.target.fallbacks,
      namesServed: (pane.target.endpoint.served?.length ?? 0) > 1,
      task: pane.task,
      body: pane.request.body,
      ...(pane.request.text === undefined ? {} : { text: pane.request.text.sent }),
      signal: pane.abort.signal,
      nowMs: clock.nowMs,
      runStartedAtMs: run.startedAtMs,
      requestedAtMs: pane.requestedAtMs,
      emit: createTextJoiner((event) => emit(run, pane, event)),
      pressure: () => run.log.pressure(pane.index),
      ...(dependencies.patience === undefined ? {} : { patience: dependencies.patience }),
    })
    finish(run, pane, recording)
  }

  /** An end without a request: stopped in line, or an endpoint that is not there. */
  function endWithout(
    run: Run,
    pane: Pane,
    terminal: (atMs: number, timings: { msInLine: number; msTotal: number }) => InvocationEvent,
  ): void {
    if (pane.hasEnded) return
    const nowMs = clock.nowMs()
    emit(run, pane, terminal(nowMs - run.startedAtMs, { msInLine: nowMs - pane.requestedAtMs, msTotal: 0 }))
    finish(run, pane, createRecording())
  }

  function finish(run: Run, pane: Pane, recording: Recording): void {
    if (pane.hasEnded) return
    pane.hasEnded = true
    liveInvocations--
    const isLast = run.panes.every((other) => other.hasEnded)
    if (isLast) run.log.pushItem({ end: true })
    run.log.flush()
    record.end(pane, recording)
    if (isLast) endRun(run)
    else advance(run)
  }

  function endRun(run: Run): void {
    run.hasEnded = true
    clearTimeout(run.saveTimer)
    run.log.close()
    keepEnded(run)
    if (liveInvocations === 0) onIdle?.()
  }

  /** What is left of a run is its log; who was away reads it, for a while and within limits. */
  function keepEnded(run: Run): void {
    const ids = run.panes.map((pane) => pane.id)
    run.panes = []
    ended.add(run, () => {
      runs.delete(run.id)
      for (const id of ids) taken.delete(id)
    })
  }

  function emit(run: Run, pane: Pane, event: InvocationEvent): void {
    const isToken = event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-call-delta'
    const isFirst = isToken && !pane.hasToken
    if (isFirst) pane.hasToken = true
    run.log.push(pane.index, event, isFirst)
  }

  function stopPane(run: Run, pane: Pane, reason: 'stopped' | FailureError): void {
    if (pane.hasEnded) return
    if (pane.isBegun && !(pane.target instanceof FailureError)) return pane.abort.abort(reason)
    pane.isBegun = true
    endWithout(run, pane, (atMs, timings) =>
      reason === 'stopped'
        ? { type: 'stopped', atMs, timings }
        : { type: 'failed', atMs, timings, failure: reason.failure },
    )
  }

  function find(runId: string): Run {
    const run = runs.get(runId)
    if (run === undefined) throw noSuchRun()
    return run
  }

  return {
    start,
    join,
    stop(runId, invocationIds) {
      const run = find(runId)
      const chosen = invocationIds === undefined ? undefined : new Set(invocationIds)
      // From the back: stopping the first would let the next in line begin, only to be stopped too.
      for (const pane of run.panes.toReversed()) if (chosen?.has(pane.id) ?? true) stopPane(run, pane, 'stopped')
    },
    isLive: (runId) => runs.get(runId)?.hasEnded === false,
    follow: (runId, afterId, reader) => find(runId).log.follow(afterId, reader),
    endEndpoint(name, failure) {
      const reason = new FailureError(failure)
      for (const run of runs.values())
        for (const pane of run.panes.toReversed()) if (pane.request.endpoint === name) stopPane(run, pane, reason)
    },
    async close(msGrace) {
      isClosing = true
      if (liveInvocations === 0) return
      const idle = Promise.withResolvers<void>()
      onIdle = idle.resolve
      const timer = setTimeout(() => {
        const reason = new FailureError(serverClosing())
        for (const run of runs.values()) for (const pane of run.panes.toReversed()) stopPane(run, pane, reason)
      }, msGrace)
      await idle.promise
      clearTimeout(timer)
    },
  }
}
