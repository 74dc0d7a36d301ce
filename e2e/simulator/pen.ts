import type { ServerResponse } from 'node:http'
import { createGzip, constants, type Gzip } from 'node:zlib'
import type { Script } from './script.ts'

/**
 * Writes events the way the script asks: line ends, byte order mark, pieces of bytes, gzip. Each write waits for the
 * reader, so a stalled reader stalls the simulator and its memory stays flat.
 */
export class Pen {
  private readonly response: ServerResponse
  private readonly script: Script
  private readonly gzip: Gzip | undefined
  private isFirst = true

  constructor(response: ServerResponse, script: Script) {
    this.response = response
    this.script = script
    if (['gzip', 'gzip-cut', 'gzip-bomb'].some((word) => script.words.has(word))) {
      this.gzip = createGzip()
      this.gzip.on('data', (bytes: Buffer) => response.write(bytes))
    }
  }

  get isClosed(): boolean {
    return this.response.destroyed || this.response.writableEnded
  }

  async event(data: string, fields = ''): Promise<void> {
    await this.bytes(Buffer.from(this.frame(data, fields)))
  }

  frame(data: string, fields = ''): string {
    const { words } = this.script
    const space = words.has('no-space') ? '' : ' '
    const lines = words.has('multi-line-data') ? data.split(/(?<=,)(?=")/) : [data]
    const frame = `${fields}${lines.map((line) => `data:${space}${line}\n`).join('')}\n`
    if (words.has('crlf')) return frame.replaceAll('\n', '\r\n')
    return words.has('cr') ? frame.replaceAll('\n', '\r') : frame
  }

  /** The first half of an event: what a cut connection leaves behind. */
  async halfEvent(data: string): Promise<void> {
    const frame = this.frame(data)
    await this.bytes(Buffer.from(frame.slice(0, Math.floor(frame.length / 2))))
  }

  async bytes(bytes: Buffer): Promise<void> {
    const whole =
      this.isFirst && this.script.words.has('bom') ? Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]) : bytes
    this.isFirst = false
    for (const piece of this.pieces(whole)) {
      if (this.isClosed) return
      await this.write(piece)
    }
  }

  async end(): Promise<void> {
    if (this.isClosed) return
    if (this.gzip) {
      const gzip = this.gzip
      await new Promise<void>((resolve) => {
        gzip.once('end', resolve)
        gzip.end()
      })
    }
    await new Promise<void>((resolve) => {
      this.response.end(() => resolve())
      this.response.once('close', () => resolve())
    })
  }

  private pieces(bytes: Buffer): Buffer[] {
    if (this.script.words.has('one-byte-writes')) return Array.from(bytes, (byte) => Buffer.from([byte]))
    if (!this.script.words.has('split-utf8')) return [bytes]
    const pieces: Buffer[] = []
    let from = 0
    for (let index = 1; index < bytes.length; index += 1) {
      // A continuation byte (10xxxxxx): cut before it, in the middle of its character.
      if (((bytes[index] ?? 0) & 0xc0) === 0x80) {
        pieces.push(bytes.subarray(from, index))
        from = index
      }
    }
    return [...pieces, bytes.subarray(from)]
  }

  private async write(bytes: Buffer): Promise<void> {
    if (this.gzip) {
      const gzip = this.gzip
      await new Promise<void>((resolve) => {
        gzip.write(bytes, () => gzip.flush(constants.Z_SYNC_FLUSH, () => resolve()))
      })
      return
    }
    if (this.response.write(bytes)) return
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.response.off('drain', go)
        this.response.off('close', go)
        resolve()
      }
      this.response.once('drain', go)
      this.response.once('close', go)
    })
  }
}
