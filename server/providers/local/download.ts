import { randomUUID } from 'node:crypto'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isProcessAlive } from './isProcessAlive.ts'

/** Opens a download at a byte offset (a Range request where offset > 0). Given by whoever may open sockets. */
export type OpenDownload = (
  url: string,
  options: { offset: number; signal: AbortSignal },
) => Promise<{ status: number; headers: Record<string, string>; body: AsyncIterable<Uint8Array> }>

export interface DownloadTask {
  url: string
  /** Where the file will be; the part lies beside it. */
  file: string
  byteLength: number
  openDownload: OpenDownload
  signal: AbortSignal
  onBytes(bytesReceived: number): void
  /** Until the first byte; a network without this source must not hold up the next one. */
  msToFirstByte?: number
  msSilence?: number
}

/**
 * Downloads into a part file and returns its path once all bytes are there; the hash is the caller's to check.
 * `resumedFrom`: bytes that came from an earlier attempt.
 *
 * A part that an earlier attempt left is taken up again. Taking it is a rename to a name of one's own, so of several
 * processes on one folder exactly one gets it and no two ever write to the same file.
 */
export async function download(task: DownloadTask): Promise<{ arrived: string; resumedFrom: number }> {
  const mine = partName(task.file)
  await claimPart(task.file, mine)
  const offset = await sizeOf(mine)
  try {
    if (offset < task.byteLength) await receive(task, mine, offset)
  } catch (error) {
    if ((await sizeOf(mine)) > 0) await rename(mine, `${task.file}.part`)
    throw error
  }
  return { arrived: mine, resumedFrom: offset }
}

async function receive(task: DownloadTask, mine: string, offset: number): Promise<void> {
  const watch = createSilenceWatch(task.signal)
  watch.expectWithin(task.msToFirstByte ?? 5000)
  try {
    const { status, body } = await task.openDownload(task.url, { offset, signal: watch.signal })
    if (status !== 200 && status !== 206) throw new Error(`answered with status ${status}`)
    // 200 to a Range request: the whole file comes again.
    const start = status === 206 ? offset : 0
    const file = await open(mine, start > 0 ? 'r+' : 'w')
    try {
      let received = start
      task.onBytes(received)
      for await (const chunk of body) {
        watch.expectWithin(task.msSilence ?? 30_000)
        if (received + chunk.byteLength > task.byteLength) throw new TooLongError('sent more bytes than the file has')
        await file.write(chunk, 0, chunk.byteLength, received)
        received += chunk.byteLength
        task.onBytes(received)
      }
      if (received < task.byteLength) throw new Error(`broke off after ${received} of ${task.byteLength} bytes`)
    } finally {
      await file.close()
    }
  } catch (error) {
    // Another file: nothing of it can be used.
    if (error instanceof TooLongError) await rm(mine, { force: true })
    task.signal.throwIfAborted()
    throw watch.signal.aborted ? watch.signal.reason : error
  } finally {
    watch.end()
  }
}

class TooLongError extends Error {}

/** Takes over the part of an earlier attempt: put back in order, or left behind by a process that is gone. */
async function claimPart(file: string, mine: string): Promise<void> {
  const folder = path.dirname(file)
  const start = `${path.basename(file)}.`
  const names = await readdir(folder)
  const parts = names.filter((name) => name.startsWith(start) && name.endsWith('.part') && !isInUse(name, start))
  for (const name of parts) {
    const isMine = await rename(path.join(folder, name), mine).then(
      () => true,
      () => false,
    )
    if (isMine) return
  }
}

/** `<file>.<process id>.<uuid>.part` */
function partName(file: string): string {
  return `${file}.${process.pid}.${randomUUID()}.part`
}

function isInUse(name: string, start: string): boolean {
  const owner = /^(\d+)\.[\w-]+\.part$/.exec(name.slice(start.length))?.[1]
  return owner !== undefined && isProcessAlive(Number(owner))
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

/** A signal that aborts with the caller's, or when nothing came within the time last given. */
function createSilenceWatch(outer: AbortSignal) {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const forward = () => controller.abort(outer.reason)
  if (outer.aborted) forward()
  outer.addEventListener('abort', forward)
  return {
    signal: controller.signal,
    expectWithin(ms: number) {
      clearTimeout(timer)
      timer = setTimeout(() => controller.abort(new Error(`no byte came within ${ms / 1000} s`)), ms)
    },
    /** Closes the connection too, where its body was not read to the end. */
    end() {
      clearTimeout(timer)
      outer.removeEventListener('abort', forward)
      controller.abort(new Error('the download is over'))
    },
  }
}
