import { rm } from 'node:fs/promises'
import { FailureError } from '../../contract/failure.ts'
import type { CatalogueRow, Source } from './catalogue.ts'
import { download, type OpenDownload } from './download.ts'
import { hasExpectedBytes, putInPlace } from './modelFile.ts'
import { fetchFromPythonIndex } from './pythonIndex.ts'

export interface FetchTask {
  row: CatalogueRow
  file: string
  openDownload: OpenDownload
  signal: AbortSignal
  onStep(step: { type: 'downloading'; from: string; bytesReceived: number } | { type: 'checking' }): void
  /** A source was given up, and why. */
  onGivenUp(from: string, why: string): void
}

/** Tries the sources in order until the file with the right hash is in place. Throws with everything that was tried. */
export async function fetchModel(task: FetchTask): Promise<void> {
  const tried: string[] = []
  for (const source of task.row.sources) {
    try {
      await fetchFrom(source, task)
      return
    } catch (error) {
      task.signal.throwIfAborted()
      const why = wordsOf(error)
      tried.push(`${source.label} (${why})`)
      task.onGivenUp(source.label, why)
    }
  }
  throw new Error(`Tried ${tried.join(', then ')}.`)
}

async function fetchFrom(source: Source, task: FetchTask): Promise<void> {
  const { arrived, resumedFrom } = await receive(source, task)
  task.onStep({ type: 'checking' })
  try {
    if (await hasExpectedBytes(arrived, task.row, task.signal)) {
      await putInPlace(arrived, task.file, task.row)
      return
    }
  } finally {
    await rm(arrived, { force: true })
  }
  // The part of an earlier attempt may be at fault; from the start it is this source's own bytes.
  if (resumedFrom > 0) await fetchFrom(source, task)
  else throw new Error('its file is another one: the hash differs')
}

async function receive(source: Source, task: FetchTask): Promise<{ arrived: string; resumedFrom: number }> {
  const { row, file, signal, openDownload } = task
  const onBytes = (bytesReceived: number) => task.onStep({ type: 'downloading', from: source.label, bytesReceived })
  onBytes(0)
  const common = { file, byteLength: row.byteLength, signal, onBytes }
  if (source.type === 'url') return download({ ...common, url: source.url, openDownload })
  return { arrived: await fetchFromPythonIndex({ ...common, source }), resumedFrom: 0 }
}

/** The first sentence of a failure says what happened; the rest is advice about endpoints, which this is not. */
function wordsOf(error: unknown): string {
  if (error instanceof FailureError) return error.message.split('. ', 1).join('').replace(/\.$/, '')
  if (!(error instanceof Error)) return String(error)
  // `fetch failed`-like outer errors say nothing; their cause does.
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${code}${cause}`.replace(/\.$/, '')
}
