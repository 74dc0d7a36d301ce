import { readCurl } from './curlCommand.ts'
import { looksLikeCmd, readCmd } from './cmdCommands.ts'
import { readBash } from './bashCommands.ts'
import { readCode } from './codeCalls.ts'
import { readHar } from './har.ts'
import { looksLikePowerShell, readPowerShell } from './powerShell.ts'
import { PasteProblem } from './pasteProblem.ts'

/** A request found in what somebody pasted. */
export interface PastedRequest {
  from: 'JSON' | 'curl' | 'PowerShell' | 'Python' | 'JavaScript' | 'HAR'
  /** The body as it stood: for curl and HAR the very text, for code the JSON its client would send. */
  body: string
  /** The whole address, where one stands in the text. */
  url?: string
  /** The endpoint asked: from the address, the client's argument, or the body's `model`. */
  endpoint?: string
  /** Never kept unless the person says so. */
  credential?: PastedCredential
  /** What could not be read from the text and so is not in the body, in words. */
  notes: string[]
}

export interface PastedCredential {
  /** Where it stood: `-u`, the header Authorization, api_key. */
  where: string
  value: string
}

/** Nothing is run and nothing is sent. Throws PasteProblem, whose message is for the person. */
export function readPasted(text: string): PastedRequest {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  if (trimmed === '')
    throw new PasteProblem('There is nothing to read. Paste a JSON body, a curl command, code or a HAR entry.')
  const found = readKind(trimmed)
  const endpoint =
    found.endpoint ?? (found.url === undefined ? undefined : endpointOfUrl(found.url)) ?? modelOf(found.body)
  return endpoint === undefined ? found : { ...found, endpoint }
}

function readKind(text: string): PastedRequest {
  if (/^[[{]/.test(text)) return readHar(text) ?? { from: 'JSON', body: text, notes: [] }
  if (looksLikePowerShell(text)) return readPowerShell(text)
  if (/(?:^|[\s;&|(])curl(?:\.exe)?\s/.test(text) && !/subprocess|os\.system/.test(text))
    return readCurl(looksLikeCmd(text) ? readCmd(text) : readBash(text))
  const code = readCode(text)
  if (code !== undefined) return code
  throw new PasteProblem(
    'No request was found in this text. A JSON body, a curl command, a call of the OpenAI, Databricks, MLflow or LangChain client, and a HAR entry can be read.',
  )
}

/** `/serving-endpoints/{name}/invocations`, with or without a served model. */
function endpointOfUrl(url: string): string | undefined {
  const name = /\/serving-endpoints\/([^/?#]+)\/(?:served-models\/[^/?#]+\/)?invocations/.exec(url)?.[1]
  if (name === undefined || /[${}<>]/.test(name)) return undefined
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function modelOf(body: string): string | undefined {
  if (body.length > 1_000_000) return undefined
  try {
    const value: unknown = JSON.parse(body)
    const model = typeof value === 'object' && value !== null && 'model' in value ? value.model : undefined
    return typeof model === 'string' && model !== '' ? model : undefined
  } catch {
    return undefined
  }
}
