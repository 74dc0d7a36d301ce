import { request } from 'node:http'
import { expectedText } from '../simulator/expectedText.ts'
import type { Figure } from './figure.ts'
import type { Target } from './targets/target.ts'

const paced = 'rate:50,tokens:300'
const short = 'rate:2000,tokens:2000'
const long = 'rate:2000,tokens:20000'
const panes = 16

/** Bytes counted on the socket itself: headers, chunk framing and all. About five characters a token. */
export const P6: Figure = {
  id: 'P6',
  what: 'bytes on the wire per byte of content; growth from 2k to 20k tokens',
  goal: '≤ 2.5 uncompressed, ≤ 1.0 compressed; ≤ 10.5 ×',
  async measure({ targets }) {
    const { ours, direct } = targets
    const content = panes * Buffer.byteLength(expectedText(paced))
    const perByte: Record<string, number> = {}
    for (const encoding of ['identity', 'gzip', 'br', 'zstd'])
      perByte[encoding] = (await bytesOnWire(ours, paced, panes, encoding)) / content
    const single = (await bytesOnWire(ours, paced, 1, 'identity')) / Buffer.byteLength(expectedText(paced))
    const openAi = (await bytesOnWire(direct, paced, 1, 'identity')) / Buffer.byteLength(expectedText(paced))
    const growth = (await bytesOnWire(ours, long, 1, 'identity')) / (await bytesOnWire(ours, short, 1, 'identity'))
    const best = Math.min(...['gzip', 'br', 'zstd'].map((encoding) => perByte[encoding] ?? Number.NaN))
    const text = (value: number | undefined): string => (value ?? Number.NaN).toFixed(2)
    return {
      summary: `16 panes: ${text(perByte['identity'])} plain, ${text(perByte['gzip'])} gzip, ${text(perByte['br'])} br, ${text(perByte['zstd'])} zstd; one pane ${text(single)} plain; OpenAI's framing ${text(openAi)}; growth ${text(growth)} ×`,
      isReached: (perByte['identity'] ?? Number.NaN) <= 2.5 && best <= 1 && growth <= 10.5,
      raw: { perByte, single, openAi, growth },
    }
  },
}

async function bytesOnWire(target: Target, model: string, answers: number, encoding: string): Promise<number> {
  const { path, headers, body } = target.request(model, answers)
  return await new Promise((resolve, reject) => {
    const sent = request(
      target.origin + path,
      { method: 'POST', headers: { ...headers, 'accept-encoding': encoding }, agent: false },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(sent.socket?.bytesRead ?? Number.NaN))
        answer.once('error', reject)
      },
    )
    sent.once('error', reject)
    sent.end(body)
  })
}
