import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { answer } from './answer.ts'
import { embed } from './embed.ts'
import { Gate } from './pace.ts'
import { nowUs, Recorder } from './record.ts'
import { refuse, refuseField, refuseZero } from './refuse.ts'
import { predict } from './predict.ts'
import { parseScript } from './script.ts'
import type { Answering } from './answering.ts'
import { words } from './words.ts'

/**
 * An OpenAI-compatible upstream that misbehaves on request. The model name says how (`words.ts`); a base URL with words
 * before /v1, as in http://127.0.0.1:4010/401/v1, behaves so whatever the model. A key that begins with `wrong`
 * is refused.
 */
export interface Simulator {
  port: number
  recorder: Recorder
  close(): Promise<void>
}

const route = /^(?:\/([^/?]+))?\/v1\/(models|chat\/completions|completions|embeddings|score)(?:\?.*)?$/

export async function startSimulator(port = 0): Promise<Simulator> {
  const recorder = new Recorder()
  const gate = new Gate()
  const failures = new Map<string, number>()
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      process.stderr.write(`simulator: ${String(error)}\n`)
      response.destroy()
    })
  })
  server.keepAliveTimeout = 120_000
  server.requestTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readBody(request)
    const url = request.url ?? ''
    if (url.startsWith('/control/')) return control(url, bytes, response)
    const body = parseBody(bytes)
    const [, prefix, path] = route.exec(url) ?? []
    const connection = recorder.begin(request, response, bytes, body.model ?? '')
    if (path === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"No such path."}}')
      return
    }
    const name = path === 'models' ? (prefix ?? 'fast') : [prefix, body.model].filter(Boolean).join(',')
    const script = failedEnough(name)
    const authorization = request.headers.authorization ?? ''
    if (authorization.startsWith('Bearer wrong')) return refuse(response, script, 401, authorization)
    if (path === 'models' && isQuiet(name)) return listModels(response)
    if (path === 'score') return score(response, bytes)
    if (script.words.has('predictions')) return predict(response)
    if (script.words.has('no-zero') && body.max_tokens === 0) return refuseZero(response)
    if (script.words.has('strict') && 'top_k' in body) return refuseField(response, 'top_k')
    if (path === 'embeddings') return embed({ request, response, script, gate, body })
    const answering: Answering = {
      answered: { model: body.model ?? '', kind: path === 'completions' ? 'completion' : 'chat' },
      script,
      body,
      response,
      connection,
      gate,
      secret: authorization,
    }
    await answer(answering, request, body.stream === true)
  }

  /** `503,fail:1` fails once under this name and then behaves. */
  function failedEnough(name: string): ReturnType<typeof parseScript> {
    const script = parseScript(name)
    if (script.fail === 0) return script
    const count = (failures.get(name) ?? 0) + 1
    failures.set(name, count)
    if (count <= script.fail) return script
    return { ...parseScript('fast'), tokens: script.tokens, rate: script.rate, seed: script.seed, width: script.width }
  }

  function control(url: string, bytes: Buffer, response: ServerResponse): void {
    const reply = (value: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    switch (url) {
      case '/control/connections':
        return reply({
          open: recorder.open,
          held: gate.size,
          nowUs: nowUs(),
          wallMs: Date.now(),
          connections: recorder.connections,
        })
      case '/control/requests':
        return reply({ requests: recorder.requests })
      case '/control/release':
        gate.release()
        return reply({})
      case '/control/reset':
        gate.release()
        failures.clear()
        recorder.reset()
        return reply({})
      case '/control/record':
        recorder.isOn = bytes.toString() !== 'off'
        return reply({ isOn: recorder.isOn })
      default:
        response.writeHead(404).end()
    }
  }

  const address = server.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    recorder,
    async close() {
      gate.release()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A model server of MLflow: what it was asked comes back as its prediction. */
function score(response: ServerResponse, bytes: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(`{"predictions":[${bytes.toString()}]}`)
}

/** A base URL's words that say nothing about the model list. */
function isQuiet(name: string): boolean {
  const script = parseScript(name)
  const loud = ['silent', 'redirect', 'html-200', 'reset-before-headers', 'invalid-json', 'empty-200', 'slow-headers']
  return script.status === undefined && !loud.some((word) => script.words.has(word))
}

function listModels(response: ServerResponse): void {
  const names = [...Object.keys(words), ...combinations]
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify({
      object: 'list',
      data: names.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'simulator' })),
    }),
  )
}

const combinations = [
  'markdown,rate:200,tokens:4000,seed:3',
  'reasoning,slow',
  'unicode,split-utf8',
  'fast,tokens:2000',
]

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  await once(request, 'end')
  return Buffer.concat(parts)
}

type ParsedBody = Answering['body'] & {
  model?: string
  stream?: boolean
  input?: unknown
  dimensions?: number
  encoding_format?: string
}

function parseBody(bytes: Buffer): ParsedBody {
  if (bytes.length === 0) return {}
  try {
    const body: ParsedBody = JSON.parse(bytes.toString())
    return body
  } catch {
    return {}
  }
}
