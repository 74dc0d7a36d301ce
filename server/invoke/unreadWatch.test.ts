import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createUnreadWatch } from './unreadWatch.ts'

const hex = (value: number, width: number) => value.toString(16).toUpperCase().padStart(width, '0')
/** A line of /proc/net/tcp. */
const line = (localPort: number, remotePort: number, unread: number) =>
  `  12: 0100007F:${hex(localPort, 4)} 0100007F:${hex(remotePort, 4)} 01 ${hex(unread, 8)}:00000000 01:00000014 00000000     0        0 39 2 0000 20 4 30 10 -1`

describe('createUnreadWatch', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('calls back who has been read, each from one look at the tables', async () => {
    let tables = [line(80, 1, 500), line(80, 2, 5000), line(3, 80, 0)].join('\n')
    const looks = vi.fn<() => Promise<string>>(async () => tables)
    const watch = createUnreadWatch(looks)
    const heard: string[] = []
    const readerOf = (name: string) => ({
      onUnread: () => heard.push(`${name} unread`),
      onRead: () => heard.push(`${name} read`),
    })
    watch.watch({ localPort: 80, remotePort: 1 }, 1000, readerOf('one'))
    watch.watch({ localPort: 80, remotePort: 2 }, 1000, readerOf('two'))
    expect(heard).toEqual([])
    await vi.advanceTimersByTimeAsync(5)
    expect(looks).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(100)
    expect(heard).toEqual(['one read', 'two unread'])
    tables = line(80, 2, 1000)
    await vi.advanceTimersByTimeAsync(250)
    expect(heard).toEqual(['one read', 'two unread', 'two read'])
  })

  it('looks ever more rarely at those that stay, at once again when another asks, and not when nobody waits', async () => {
    const looks = vi.fn<() => Promise<string>>(async () => line(80, 1, 5000))
    const watch = createUnreadWatch(looks)
    const giveUp = watch.watch({ localPort: 80, remotePort: 1 }, 1000, {
      onUnread: () => undefined,
      onRead: () => undefined,
    })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(looks.mock.calls.length).toBeLessThan(50)
    const before = looks.mock.calls.length
    watch.watch({ localPort: 80, remotePort: 9 }, 1000, { onUnread: () => undefined, onRead: () => undefined })
    await vi.advanceTimersByTimeAsync(5)
    expect(looks.mock.calls.length).toBe(before + 1)
    giveUp()
    await vi.advanceTimersByTimeAsync(1000)
    const after = looks.mock.calls.length
    await vi.advanceTimersByTimeAsync(10_000)
    expect(looks.mock.calls.length).toBe(after)
  })

  it('takes a socket that is in no table for read', async () => {
    const onRead = vi.fn<() => void>()
    createUnreadWatch(async () => '').watch({ localPort: 80, remotePort: 1 }, 0, { onUnread: () => undefined, onRead })
    await vi.advanceTimersByTimeAsync(5)
    expect(onRead).toHaveBeenCalledOnce()
  })
})

describe.runIf(process.platform === 'linux')('the system’s own tables', () => {
  it('show a reader that reads nothing, and that it has read', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
    const [socket] = (await once(server, 'connection')) as [import('node:net').Socket]
    // Closing with bytes on the way is a reset to the other side; that is the test's end, not its subject.
    for (const end of [client, socket]) end.on('error', () => undefined)
    // More than the client's side takes by itself, so that some waits in the server's.
    const sent = 8 * 1024 * 1024
    socket.end(Buffer.alloc(sent))
    const { promise, resolve } = Promise.withResolvers<number>()
    let received = 0
    createUnreadWatch().watch(socket, 1024, { onUnread: () => undefined, onRead: () => resolve(received) })
    client.on('data', (chunk: Buffer) => (received += chunk.length))
    client.pause()
    await new Promise((resume) => setImmediate(resume))
    client.resume()
    expect(await promise).toBeGreaterThan(1024 * 1024)
    server.close()
    client.destroy()
  })
})
