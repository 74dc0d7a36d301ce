import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * A proxy between browser and server that breaks connections when told: idle limits, a network that changes, a laptop
 * that slept. Like nginx with `proxy_set_header Host` it names the server itself, so that the gate lets it pass; both
 * ports have five digits, so no length changes.
 */
export interface CuttingProxy {
  url: string
  /** The Last-Event-ID of each resumption, in order. */
  resumedFrom: string[]
  /** Resets every connection; new ones are taken at once. */
  cut(): void
  /** Resets every connection and each new one too. */
  goDown(): void
  comeUp(): void
  close(): Promise<void>
}

export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  const pairs = new Set<[Socket, Socket]>()
  const resumedFrom: string[] = []
  let isDown = false
  const server = createServer((browser) => {
    if (isDown) {
      browser.resetAndDestroy()
      return
    }
    const upstream = connect(port, '127.0.0.1')
    const pair: [Socket, Socket] = [browser, upstream]
    pairs.add(pair)
    const end = (): void => {
      pairs.delete(pair)
      browser.destroy()
      upstream.destroy()
    }
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    browser.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1')
      for (const [, id = ''] of text.matchAll(/^last-event-id: ?(\d+)/gim)) resumedFrom.push(id)
      upstream.write(text.replaceAll(`localhost:${own}`, `localhost:${port}`), 'latin1')
    })
    upstream.pipe(browser)
  })
  const own = await listenOnFiveDigits(server)

  function cut(): void {
    for (const [browser, upstream] of pairs) {
      browser.resetAndDestroy()
      upstream.destroy()
    }
    pairs.clear()
  }

  return {
    url: `http://localhost:${own}`,
    resumedFrom,
    cut,
    goDown() {
      isDown = true
      cut()
    },
    comeUp() {
      isDown = false
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

async function listenOnFiveDigits(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string' || address.port < 10_000)
    throw new Error('no port of five digits')
  return address.port
}
