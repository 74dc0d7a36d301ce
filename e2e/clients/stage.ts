import { request } from 'undici'
import { openAiArguments, sdkArguments } from '../../web/models/code/knownFields.ts'
import { dataFolderWithModel, localModel } from '../process/localModelFile.ts'
import { listEndpoints, startPlayground, type Playground } from '../process/playgroundProcess.ts'
import { startSimulatorProcess, type SimulatorProcess } from '../process/simulatorProcess.ts'
import { expectedReasoning, expectedText } from '../simulator/expectedText.ts'

/**
 * What every client asks: a real server with an access token and a service principal, the simulator behind it under
 * names a workspace would allow, and the models that come with the server.
 */
export interface Stage {
  playground: Playground
  simulator: SimulatorProcess
  /** Handed to each script as JSON. */
  context: StageContext
  stop(): Promise<void>
}

export interface StageContext {
  host: string
  token: string
  clientId: string
  clientSecret: string
  simulator: string
  dataFolder: string
  /** What was given to the server to keep, in the scripts as here. */
  secrets: string[]
  names: { accessToken: string; servicePrincipal: string }
  /** A local chat model, if its file has been fetched. */
  localModel: string | null
  /** What Get code takes for the client's own arguments, by task. */
  openAiArguments: Record<string, string[]>
  sdkArguments: string[]
  expected: Record<'chat' | 'chatOf5' | 'completion' | 'reasoning' | 'reasoned' | 'partial', string>
}

/** Endpoint → the simulator's model. */
const chatModels = {
  'sim-chat': 'fast,tokens:30,rate:0',
  'sim-repeat': 'echo-prompt,rate:0',
  'sim-tools': 'tool-calls',
  'sim-json': 'json,rate:0',
  'sim-reasoning': 'reasoning,fast,tokens:30',
  'sim-cut': 'cut,fast,tokens:30',
  'sim-error-in-stream': 'error-in-stream,fast,tokens:30',
  'sim-400': '400',
  'sim-400-transient': '400,transient-words',
  'sim-401': '401',
  'sim-413': '413',
  'sim-422': '422',
  'sim-429': '429',
  'sim-500': '500',
  'sim-500-html': '500-html',
  'sim-503-once': '503,fail:1,tokens:30',
}

const names = { accessToken: 'token of the clients', servicePrincipal: 'principal of the clients' }
const secrets = ['sk-of-the-simulator', 'sk-plaintext-of-the-sdk', 'sk-of-mlflow', 'sk-custom']

export const articleMessages = [
  { role: 'system', content: 'You are a helpful assistant.' },
  { role: 'user', content: 'What is a mixture of experts model?' },
]

export async function setStage(): Promise<Stage> {
  const simulator = await startSimulatorProcess()
  const playground = await startPlayground({ dataFolder: dataFolderWithModel() })
  const api = apiOf(playground)
  await api('POST', '/api/upstreams', {
    provider: 'custom',
    name: 'Simulator',
    baseUrl: `${simulator.url}/v1`,
    credential: secrets[0],
    servesAllModels: false,
    endpoints: [
      ...Object.entries(chatModels).map(([name, model]) => ({
        name,
        model,
        tasks: ['llm/v1/chat', 'llm/v1/completions'],
      })),
      { name: 'sim-embed', model: 'embed', tasks: ['llm/v1/embeddings'] },
    ],
  })
  const token = await api<{ secret: string }>('POST', '/api/access-tokens', {
    name: names.accessToken,
    lifetimeSeconds: 86_400,
  })
  const principal = await api<{ secret: string; servicePrincipal: { id: string } }>('POST', '/api/service-principals', {
    name: names.servicePrincipal,
  })
  const { endpoints } = await listEndpoints(playground)
  const local = endpoints.find(({ name, state }) => name === localModel.name && state.type === 'ready')
  const chat = chatModels['sim-chat']
  const reasoning = chatModels['sim-reasoning']
  return {
    playground,
    simulator,
    context: {
      host: playground.url,
      token: token.secret,
      clientId: principal.servicePrincipal.id,
      clientSecret: principal.secret,
      simulator: simulator.url,
      dataFolder: playground.dataFolder,
      secrets,
      names,
      localModel: local?.name ?? null,
      openAiArguments: Object.fromEntries(Object.entries(openAiArguments).map(([task, names]) => [task, [...names]])),
      sdkArguments: [...sdkArguments],
      expected: {
        chat: expectedText(chat, { messages: articleMessages }),
        chatOf5: expectedText(chat, { messages: articleMessages, max_tokens: 5 }),
        completion: expectedText(chat, { prompt: '' }),
        reasoning: expectedReasoning(reasoning),
        reasoned: expectedText(reasoning),
        partial: expectedText(chatModels['sim-cut']),
      },
    },
    async stop() {
      await playground.stop()
      await simulator.stop()
    },
  }
}

function apiOf(playground: Playground) {
  return async function api<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    const answer = await request(`${playground.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`)
    const value: Answer = JSON.parse(text)
    return value
  }
}
