import { rm } from 'node:fs/promises'
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
  const { row, file, signal } = task
  const onBytes = (bytesReceived: number) => task.onStep({ type: 'downloading', from: source.label, bytesReceived })
  onBytes(0)
  const common = { file, byteLength: row.byteLength, signal, onBytes }
  const arrived =
    source.type === 'url'
      ? await download({ ...common, url: source.url, openDownload: task.openDownload })
      : await fetchFromPythonIndex({ ...common, source })
  task.onStep({ type: 'checking' })
  try {
    if (!(await hasExpectedBytes(arrived, row, signal))) throw new Error('its file is another one: the hash differs')
    await putInPlace(arrived, file, row)
  } catch (error) {
    await rm(arrived, { force: true })
    throw error
  }
}

/** `fetch failed`-like outer errors say nothing; their cause does. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${code}${cause}`.replace(/\.$/, '')
}
