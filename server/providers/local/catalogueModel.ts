import path from 'node:path'
import type { LocalModel } from '../../contract/localModel.ts'
import type { CatalogueRow } from './catalogue.ts'
import type { OpenDownload } from './download.ts'
import { fetchModel } from './fetchModel.ts'
import { checkModelFile, hasExpectedBytes, rememberChecked } from './modelFile.ts'

/** One model of the catalogue on this machine: where it stands, and the ways it can be brought forward. */
export interface CatalogueModel {
  readonly row: CatalogueRow
  readonly file: string
  readonly state: LocalModel['state']
  /** Looks at the file in the models folder; one that is broken is fetched again. */
  check(): Promise<void>
  /** Begins to fetch where it is not there and not under way. */
  fetch(): void
  /** Settles when nothing is under way any more. */
  cancel(): Promise<void>
}

export interface CatalogueModelParts {
  row: CatalogueRow
  folder: string
  openDownload: OpenDownload
  log(line: string): void
  onChange(): void
}

export function createCatalogueModel({
  row,
  folder,
  openDownload,
  log,
  onChange,
}: CatalogueModelParts): CatalogueModel {
  const file = path.join(folder, row.file)
  let state: LocalModel['state'] = { type: 'absent' }
  let underWay: { abort: AbortController; done: Promise<void> } | undefined
  const megabytes = Math.round(row.byteLength / 1e6)

  return {
    row,
    file,
    get state() {
      return state
    },
    async check() {
      if (underWay !== undefined) return
      const check = await checkFile()
      if (check === 'missing') set(state.type === 'failed' ? state : { type: 'absent' })
      else if (check === 'whole') set({ type: 'ready' })
      else {
        log(`${row.title}: the file in the models folder is broken (${check.why}). It is fetched again.`)
        begin()
      }
    },
    fetch() {
      if (underWay === undefined && state.type !== 'ready' && state.type !== 'checking') begin()
    },
    async cancel() {
      underWay?.abort.abort(new Error('cancelled'))
      await underWay?.done
    },
  }

  async function checkFile(): Promise<'missing' | 'whole' | { why: string }> {
    const check = await checkModelFile(file, row)
    if (check.type === 'broken') return check
    if (check.type !== 'unchecked') return check.type
    set({ type: 'checking' })
    if (!(await hasExpectedBytes(file, row))) return { why: 'its hash differs' }
    await rememberChecked(file, row)
    return 'whole'
  }

  function begin(): void {
    const abort = new AbortController()
    underWay = { abort, done: run(abort.signal) }
  }

  async function run(signal: AbortSignal): Promise<void> {
    let saidFrom = ''
    let saidQuarter = 0
    try {
      await fetchModel({
        row,
        file,
        openDownload,
        signal,
        onStep(step) {
          set(step)
          if (step.type !== 'downloading') return
          if (step.from !== saidFrom) {
            saidFrom = step.from
            saidQuarter = 0
            log(`${row.title}: fetching ${megabytes} MB from ${step.from}.`)
          }
          const quarter = Math.floor((step.bytesReceived / row.byteLength) * 4)
          if (quarter > saidQuarter && quarter < 4) log(`${row.title}: ${quarter * 25} %.`)
          saidQuarter = Math.max(saidQuarter, quarter)
        },
        onGivenUp: (from, why) => log(`${row.title}: ${from} given up: ${why}.`),
      })
      log(`${row.title}: ready.`)
      underWay = undefined
      set({ type: 'ready' })
    } catch (error) {
      underWay = undefined
      if (signal.aborted) set({ type: 'absent' })
      else fail(error instanceof Error ? error.message : String(error))
    }
  }

  function fail(tried: string): void {
    const byHand = `To add it by hand, put the file ${row.file} into ${folder}; any other GGUF file there becomes an endpoint too.`
    const message = `${row.title} could not be fetched. ${tried} ${byHand}`
    log(message)
    set({ type: 'failed', message })
  }

  function set(next: LocalModel['state']): void {
    state = next
    onChange()
  }
}
