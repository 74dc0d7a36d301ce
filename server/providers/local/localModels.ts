import { mkdir } from 'node:fs/promises'
import { FailureError } from '../../contract/failure.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import type { LocalModel } from '../../contract/localModel.ts'
import type { Adapter } from '../adapter.ts'
import { echoAdapter, echoName } from '../echo.ts'
import { catalogue, type CatalogueRow } from './catalogue.ts'
import { createCatalogueModel, type CatalogueModel } from './catalogueModel.ts'
import type { OpenDownload } from './download.ts'
import { createGenerationAdapter } from './generationAdapter.ts'
import { createInference } from './inference.ts'
import {
  catalogueEndpoint,
  echoEndpoint,
  ownEndpoint,
  sentenceEncoderEndpoint,
  sentenceEncoderModel,
  toLocalModel,
} from './localEndpoints.ts'
import { removeLeftovers } from './modelFolder.ts'
import { createOwnModels } from './ownModels.ts'
import { createSentenceEncoder, sentenceEncoderName } from './sentenceEncoder.ts'

/** The models of this machine: what is there, what can be fetched, and the way to call each. */
export interface LocalModels {
  /** Looks into the models folder, then begins to fetch in the background what belongs to a first start. */
  start(): Promise<void>
  list(): LocalModel[]
  endpoints(): Endpoint[]
  /** undefined where no such model is here, or it is not ready. */
  adapterFor(endpointName: string): Adapter | undefined
  /** Begins to fetch; the click that accepts the model's licence. Again while it is under way changes nothing. */
  fetch(name: string): void
  cancel(name: string): Promise<void>
  /** Finds files that were added to or removed from the models folder. */
  rescan(): Promise<void>
  close(): Promise<void>
}

export interface LocalModelsParts {
  folder: string
  openDownload: OpenDownload
  /** A line for the terminal. */
  log(line: string): void
  /** Milliseconds since 1970. */
  now(): number
  /** Something in `list` or `endpoints` changed; at most four times a second. */
  onChange(): void
  rows?: CatalogueRow[]
}

const msBetweenChanges = 250

export function createLocalModels(parts: LocalModelsParts): LocalModels {
  const { folder, openDownload, log, now, rows = catalogue } = parts
  const onChange = throttled(parts.onChange)
  const inference = createInference({ log })
  const sentenceEncoder = createSentenceEncoder()
  const models = rows.map((row) => createCatalogueModel({ row, folder, openDownload, log, onChange: onChange.call }))
  const known = {
    files: rows.map(({ file }) => file),
    names: [...rows.map(({ name }) => name), echoName, sentenceEncoderName],
  }
  const own = createOwnModels({ folder, known, inference, onChange: onChange.call })

  return {
    async start() {
      try {
        await mkdir(folder, { recursive: true })
        await removeLeftovers(folder)
        await rescan()
      } catch (error) {
        log(`The models folder ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`)
        return
      }
      for (const model of models) if (model.row.isFetchedAtStart) model.fetch()
    },
    list: () => [...models.map(fromCatalogue), sentenceEncoderModel, ...own.models.map(toLocalModel)],
    endpoints: () => [
      ...models.map(catalogueEndpoint),
      ...own.models.map(ownEndpoint),
      sentenceEncoderEndpoint,
      echoEndpoint,
    ],
    adapterFor(name) {
      if (name === echoName) return echoAdapter
      if (name === sentenceEncoderName) return sentenceEncoder.adapter
      const modelPath = readyFile(name)
      return modelPath === undefined ? undefined : createGenerationAdapter({ name, modelPath, inference, now })
    },
    fetch: (name) => catalogueModel(name).fetch(),
    cancel: (name) => catalogueModel(name).cancel(),
    rescan,
    async close() {
      onChange.end()
      inference.close()
      sentenceEncoder.close()
      await Promise.all(models.map((model) => model.cancel()))
    },
  }

  async function rescan(): Promise<void> {
    await Promise.all([...models.map((model) => model.check()), own.rescan()])
    onChange.call()
  }

  function readyFile(name: string): string | undefined {
    const all = [...models.map((model) => ({ ...model, name: model.row.name, state: model.state })), ...own.models]
    return all.find((model) => model.name === name && model.state.type === 'ready')?.file
  }

  function catalogueModel(name: string): CatalogueModel {
    const model = models.find(({ row }) => row.name === name)
    if (model !== undefined) return model
    const message = `No model named ${name} can be fetched. Choose one of ${rows.map((row) => row.name).join(', ')}.`
    throw new FailureError({ kind: 'not-found', message, isRetryable: false })
  }
}

function fromCatalogue({ row, state }: CatalogueModel): LocalModel {
  const { name, title, tasks, byteLength, licence } = row
  return { name, title, tasks, byteLength, licence, state }
}

/** Calls at once, then at most once per window, and once more for what came in between. */
function throttled(action: () => void) {
  let timer: NodeJS.Timeout | undefined
  let isDue = false
  return {
    call(this: void): void {
      if (timer !== undefined) {
        isDue = true
        return
      }
      action()
      timer = setTimeout(again, msBetweenChanges).unref()
    },
    end() {
      clearTimeout(timer)
      timer = setTimeout(() => undefined, 0)
    },
  }

  function again(): void {
    timer = undefined
    if (!isDue) return
    isDue = false
    action()
    timer = setTimeout(again, msBetweenChanges).unref()
  }
}
